import { css } from '@emotion/css';
import type { DataSourceApi, GrafanaTheme2, PanelPlugin } from '@grafana/data';
import { Button, GlobalStyles, LinkButton, PortalContainer, useStyles2 } from '@grafana/ui';
import { useEffect, useMemo, useState } from 'react';
import type { PageChoices, PreviewSettings } from './settings';
import { EventsPanel } from './EventsPanel';
import { SeriesPanel } from './SeriesPanel';
import { useQuery } from './use-query';
import { useWindowSize } from './use-window-size';
import { VideoPanel } from './VideoPanel';

interface Props {
  source: DataSourceApi;
  panel: PanelPlugin;
  choices: PageChoices;
  links: PreviewSettings['links'];
}

const GAP = 8;
const HEADER = 48;
const NARROW = 900;
/** A dashboard asks for events again as often. */
const EVENTS_EVERY_MS = 5_000;

/** The live picture with its overlay, and beside it the numbers of the same stream. */
export function Dashboard({ source, panel, choices, links }: Props) {
  const styles = useStyles2(getStyles);
  const [revision, setRevision] = useState(0);
  const target = useMemo(
    () => ({
      refId: 'A',
      ...source.getDefaultQuery?.('dashboard' as never),
      ...(choices.stream && { stream: choices.stream }),
    }),
    [source, choices.stream]
  );
  const data = useQuery(source, target, revision);
  const eventsTarget = useMemo(() => eventsOf(choices.stream), [choices.stream]);
  const events = useQuery(source, eventsTarget, useTicks(EVENTS_EVERY_MS));

  const window = useWindowSize();
  const narrow = window.width < NARROW;
  const width = window.width - 2 * GAP;
  const left = narrow ? width : Math.round(width * 0.66);
  const right = narrow ? width : width - left - GAP;
  const height = window.height - HEADER - 2 * GAP;
  const seriesHeight = narrow ? 220 : Math.floor((height - 3 * GAP) / 4);
  const videoHeight = narrow ? Math.round((width * 9) / 16) + 60 : height;

  return (
    <div className={styles.page}>
      <GlobalStyles />
      <header className={styles.header}>
        <h1 className={styles.title}>Framewatch</h1>
        <span>{source.name}</span>
        <span className={styles.space} />
        {links.map(({ title, url }) => (
          <LinkButton key={url} href={url} target="_blank" variant="secondary" size="sm" fill="text">
            {title}
          </LinkButton>
        ))}
        <Button size="sm" variant="secondary" icon="sync" onClick={() => setRevision((count) => count + 1)}>
          Refresh
        </Button>
      </header>
      <main className={styles.grid} style={{ flexDirection: narrow ? 'column' : 'row' }}>
        <VideoPanel
          plugin={panel}
          title="Live"
          data={data}
          width={left}
          height={videoHeight}
          options={choices.panelOptions}
        />
        <div className={styles.column}>
          <SeriesPanel title="Objects" data={data} pick={isObjects} width={right} height={seriesHeight} />
          <SeriesPanel title="Inference FPS" data={data} pick={isFps} width={right} height={seriesHeight} />
          <SeriesPanel title="Latency" data={data} pick={isLatency} width={right} height={seriesHeight} />
          <EventsPanel title="Events" data={events} width={right} height={seriesHeight} />
        </div>
      </main>
      <PortalContainer />
    </div>
  );
}

/** The changes of the stream's state are the banner's. */
const eventsOf = (stream: string | null) => ({
  refId: 'B',
  queryType: 'events',
  ...(stream && { stream }),
  severities: ['warning', 'critical'],
});

/** Counts up, once every `everyMs`. */
function useTicks(everyMs: number): number {
  const [ticks, setTicks] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setTicks((count) => count + 1), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  return ticks;
}

const isFps = (name: string) => /fps/i.test(name);
const isLatency = (name: string) => /latency|inference (time|ms|duration)/i.test(name);
const isObjects = (name: string) => !isFps(name) && !isLatency(name) && !/confidence|dropped/i.test(name);

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ minHeight: '100vh', background: theme.colors.background.canvas, color: theme.colors.text.primary }),
  header: css({
    alignItems: 'center',
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    display: 'flex',
    gap: theme.spacing(2),
    height: HEADER,
    padding: theme.spacing(0, 2),
  }),
  title: css({ fontSize: theme.typography.h4.fontSize, margin: 0 }),
  space: css({ flex: 1 }),
  grid: css({ display: 'flex', gap: GAP, padding: GAP }),
  column: css({ display: 'flex', flexDirection: 'column', gap: GAP }),
});
