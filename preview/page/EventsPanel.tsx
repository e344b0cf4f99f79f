import { css } from '@emotion/css';
import { type DataFrame, DataFrameView, type GrafanaTheme2, type PanelData, dateTimeFormat } from '@grafana/data';
import { PanelChrome, useStyles2 } from '@grafana/ui';

interface Props {
  title: string;
  data: PanelData;
  width: number;
  height: number;
}

/** The fields of the data source's table of events that are shown here. */
interface EventRow {
  time: number;
  severity: string;
  text: string;
  still: string | null;
}

/** The newest events with their pictures, newest first. */
export function EventsPanel({ title, data, width, height }: Props) {
  const styles = useStyles2(getStyles);
  const rows = data.series.flatMap((frame: DataFrame) => new DataFrameView<EventRow>(frame).toArray());
  return (
    <PanelChrome title={title} width={width} height={height}>
      {(innerWidth, innerHeight) => (
        <ul className={styles.list} style={{ width: innerWidth, height: innerHeight }} data-testid="events">
          {rows
            .sort((a, b) => b.time - a.time)
            .map(({ time, severity, text, still }) => (
              <li key={`${time} ${text}`} className={styles.event}>
                {still ? <img className={styles.still} src={still} alt="" /> : <span className={styles.still} />}
                <time>{dateTimeFormat(time, { format: 'HH:mm:ss' })}</time>
                <span data-severity={severity}>{text}</span>
              </li>
            ))}
          {rows.length === 0 && <li>No events yet</li>}
        </ul>
      )}
    </PanelChrome>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, overflowY: 'auto', padding: theme.spacing(0.5, 1) }),
  event: css({
    alignItems: 'center',
    display: 'flex',
    fontSize: theme.typography.bodySmall.fontSize,
    gap: theme.spacing(1),
    paddingBottom: theme.spacing(0.5),
    '& [data-severity="warning"]': { color: theme.colors.warning.text },
    '& [data-severity="critical"]': { color: theme.colors.error.text },
  }),
  still: css({ borderRadius: theme.shape.radius.default, flex: 'none', height: 27, objectFit: 'cover', width: 48 }),
});
