import { TableSortByFieldStateBuilder } from '@grafana/grafana-foundation-sdk/common';
import { flux, graph, grid, lineColours, streams, textColumn, toAlerts, toDocs } from '../../kit/index.js';
import { NOT_STORED } from '../no-data.js';
import { toPipeline, toSources } from './links.js';

/** Of the columns beside the message, in pixels: a date with milliseconds, the longest type, the longest severity. */
const WIDTHS = { Time: 190, Type: 150, Severity: 90 };
const NEWEST_FIRST = [new TableSortByFieldStateBuilder().displayName('Time').desc(true)];

export const eventsNow = textColumn(
  grid({
    title: 'Events',
    description:
      'Changes of the stream’s state, entries, crossings and anomalies, with a picture of their beginning, from the runner’s memory of the last 1,000 events of each stream.',
    queries: [streams({ queryType: 'events', stream: '$stream' })],
    noData: 'No data from the runner: no event in this time, or the runner is down',
    links: [toAlerts(), toSources],
  }),
  'Message',
  WIDTHS
)
  .sortBy(NEWEST_FIRST)
  // Hidden, not left out: the link to the moment of an event is made of them. The message says the rest in words.
  .overrideByRegexp('/^(End|Stream|Zone or line|Direction|Class|Track|Value|Expected (from|to))$/', [
    { id: 'custom.hideFrom', value: { viz: true, legend: true, tooltip: true } },
  ]);

export const objectsKept = lineColours(
  graph({
    title: 'Objects per frame, from the database',
    description: 'Mean and highest number of objects in a frame, of every inferred frame that was stored.',
    queries: ['mean', 'max'].map((fn) =>
      flux([
        'from(bucket: v.defaultBucket)',
        'range(start: v.timeRangeStart, stop: v.timeRangeStop)',
        'filter(fn: (r) => r._measurement == "frames" and r._field == "objects")',
        'filter(fn: (r) => r.stream == "${stream}" and r.model =~ /^${model:regex}$/)',
        'group(columns: ["_field"])',
        // A window without frames is a gap: without it a line would go straight across an outage.
        `aggregateWindow(every: v.windowPeriod, fn: ${fn}, createEmpty: true)`,
        `set(key: "_field", value: "${fn}")`,
        'keep(columns: ["_time", "_value", "_field"])',
      ])
    ),
    noData: NOT_STORED,
    links: [toPipeline, toDocs('What is stored', 'data.md')],
    unit: 'short',
  }),
  { mean: 'blue', max: 'orange' }
);

export const eventsKept = textColumn(
  grid({
    title: 'Events, from the database',
    description:
      'The same events as the database keeps them, beyond a restart of the runner: each at its begin and, what lasted, again at its end.',
    queries: [
      flux([
        'from(bucket: v.defaultBucket)',
        'range(start: v.timeRangeStart, stop: v.timeRangeStop)',
        'filter(fn: (r) => r._measurement == "events" and r._field == "message" and r.stream == "${stream}")',
        'group()',
        'sort(columns: ["_time"], desc: true)',
        'limit(n: 200)',
        'keep(columns: ["_time", "type", "severity", "_value"])',
        // With a column named _value Grafana would take the rows for one series, and show no other column.
        'rename(columns: {_time: "Time", type: "Type", severity: "Severity", _value: "Message"})',
      ]),
    ],
    noData: NOT_STORED,
    links: [toPipeline, toDocs('What is stored', 'data.md')],
  }),
  'Message',
  WIDTHS
).withTransformation({
  id: 'organize',
  options: { excludeByName: {}, indexByName: { Time: 0, Type: 1, Severity: 2, Message: 3 }, renameByName: {} },
});
