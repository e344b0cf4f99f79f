import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';

export const getStyles = (theme: GrafanaTheme2) => ({
  root: css({ position: 'relative', overflow: 'hidden', background: theme.colors.background.canvas }),
  /** No size before the first picture: a canvas is never smaller than one pixel. */
  video: css({ position: 'absolute', width: 0, height: 0 }),
  overlay: css({ position: 'absolute', left: 0, top: 0, pointerEvents: 'none' }),
  /** A picture that is not live must not look like one. */
  stale: css({ filter: 'grayscale(0.8) brightness(0.45)' }),
  noResult: css({
    position: 'absolute',
    left: theme.spacing(0.5),
    bottom: theme.spacing(0.5),
    padding: theme.spacing(0, 0.75),
    borderRadius: theme.shape.radius.default,
    background: theme.colors.warning.main,
    color: theme.colors.warning.contrastText,
    fontSize: theme.typography.bodySmall.fontSize,
  }),
});
