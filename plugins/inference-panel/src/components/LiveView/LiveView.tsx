import { cx } from '@emotion/css';
import type { VideoEndpoint } from '@framewatch/protocol';
import type { FieldConfigSource } from '@grafana/data';
import { useStyles2, useTheme2 } from '@grafana/ui';
import React, { useMemo, useRef } from 'react';
import { classColors, trackColors } from '../../grafana/classColors';
import type { OverlayStyle } from '../../live';
import type { PanelOptions } from '../../options';
import { TEST_IDS } from '../../testIds';
import { Badges, describeView } from '../Badges';
import { Hud } from '../Hud';
import { StateBanner, describeState } from '../StateBanner';
import { getStyles } from './LiveView.styles';
import { usePlayer } from './usePlayer';

/** In a lower panel the banner takes all the space, so figures are hidden. */
const HEIGHT_FOR_BOTH = 320;

interface Props {
  endpoint: VideoEndpoint;
  options: PanelOptions;
  fieldConfig: FieldConfigSource;
  /** The dashboard shows another time than the picture's. */
  otherTime: boolean;
  width: number;
  height: number;
}

/** The live picture of one stream with its overlay, badges, figures and banner. */
export function LiveView({ endpoint, options, fieldConfig, otherTime, width, height }: Props) {
  const styles = useStyles2(getStyles);
  const root = useRef<HTMLDivElement>(null);
  const video = useRef<HTMLCanvasElement>(null);
  const overlay = useRef<HTMLCanvasElement>(null);
  const style = useOverlayStyle(options, fieldConfig, endpoint.stream);
  const report = usePlayer({ root, video, overlay }, { endpoint, options, style, width, height });

  const description = report && describeState(report.state);
  const stale = description !== null;
  return (
    <div
      ref={root}
      className={styles.root}
      style={{ width, height }}
      data-testid={TEST_IDS.root}
      data-state={report?.state.kind ?? 'connecting'}
    >
      <canvas
        ref={video}
        width={1}
        height={1}
        className={cx(styles.video, stale && styles.stale)}
        role="img"
        aria-label={`Live video of ${endpoint.stream}`}
        data-testid={TEST_IDS.video}
      />
      <canvas
        ref={overlay}
        className={cx(styles.overlay, stale && styles.stale)}
        aria-hidden
        data-testid={TEST_IDS.overlay}
      />
      {description && <StateBanner description={description} pictureAgeMs={report?.pictureAgeMs} />}
      {report && (!stale || height >= HEIGHT_FOR_BOTH) && (
        <div className={styles.foot}>
          {!stale && <Badges badges={describeView(report, { otherTime, figures: options.hud })} />}
          {options.hud && report.pictureAgeMs !== null && <Hud stats={report.stats} width={width} />}
        </div>
      )}
    </div>
  );
}

function useOverlayStyle(options: PanelOptions, fieldConfig: FieldConfigSource, stream: string): OverlayStyle {
  const theme = useTheme2();
  return useMemo(
    () => ({
      ...options,
      fontFamily: theme.typography.fontFamily,
      colorOf: classColors(theme, fieldConfig, stream),
      trackColor: trackColors(theme),
      severityColor: {
        info: theme.colors.info.main,
        warning: theme.colors.warning.main,
        critical: theme.colors.error.main,
      },
      textOn: theme.colors.getContrastText,
    }),
    [options, fieldConfig, stream, theme]
  );
}
