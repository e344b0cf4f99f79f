import { flux, graph, grid, streams, toAlerts, toDocs } from '../../kit/index.js';
import { toPipeline, toSources } from './links.js';

export const eventsNow = grid({
  title: 'Events',
  description:
    'Changes of the stream’s state, crossings and anomalies, from the runner’s memory of the last 1,000 events of each stream.',
  queries: [streams({ queryType: 'events', stream: '$stream' })],
  noData: 'No events in this time',
  links: [toAlerts(), toSources],
});

export const objectsKept = graph({
  title: 'Objects per frame, from the database',
  description: 'Mean and highest number of objects in a frame, of every inferred frame that was stored.',
  queries: ['mean', 'max'].map((fn) =>
    flux([
      'from(bucket: v.defaultBucket)',
      'range(start: v.timeRangeStart, stop: v.timeRangeStop)',
      'filter(fn: (r) => r._measurement == "frames" and r._field == "objects")',
      'filter(fn: (r) => r.stream == "${stream}" and r.model =~ /^${model:regex}$/)',
      'group(columns: ["_field"])',
      `aggregateWindow(every: v.windowPeriod, fn: ${fn}, createEmpty: false)`,
      `set(key: "_field", value: "${fn}")`,
      'keep(columns: ["_time", "_value", "_field"])',
    ])
  ),
  noData: 'The database holds no frames of this stream and time',
  links: [toPipeline, toDocs('What is stored', 'data.md')],
  unit: 'short',
});

export const eventsKept = grid({
  title: 'Events, from the database',
  description: 'The same events as the database keeps them: beyond a restart of the runner.',
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
  noData: 'The database holds no events of this stream and time',
  links: [toPipeline, toDocs('What is stored', 'data.md')],
});
