import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  bars,
  board,
  columns,
  eventMarks,
  graph,
  heat,
  hoursOfDay,
  prom,
  promBuckets,
  promNow,
  promTable,
  runnerVariable,
  several,
  side,
  stackedGraph,
  STREAM,
  streamVariable,
  toDashboard,
  toDocs,
  WINDOW,
} from '../kit/index.js';
import { DASHBOARD_UIDS } from '../uids.js';
import { NO_LINES, NO_ZONES } from './no-data.js';

const links = [toDashboard(DASHBOARD_UIDS.live), toDocs('What is counted', 'counting.md')];

const ZONES = `${STREAM},zone=~"$zone",class=~"$class"`;
const LINES = `${STREAM},line=~"$line",class=~"$class"`;
const BY_ZONE = 'zone, class';

/** Two exporters that see the same runner count once. */
const inZone = (metric: string, of = (series: string) => series) =>
  `sum by (${BY_ZONE}) (max by (runner, stream, ${BY_ZONE}) (${of(`${metric}{${ZONES}}`)}))`;
const overLine = (by: string, metric: string, more: string, of = (series: string) => series) =>
  `sum by (${by}) (max by (runner, stream, line, direction, class) (${of(`${metric}{${LINES}${more}}`)}))`;

const perMinute = (series: string) => `60 * rate(${series}[${WINDOW}])`;

const zonesNow = bars({
  title: 'In zones now',
  description: 'Objects in each zone in the newest result, by class.',
  queries: [promNow(inZone('framewatch_zone_objects'), '{{zone}} {{class}}')],
  noData: NO_ZONES,
  links,
  unit: 'short',
});

const zonesToday = columns(
  {
    title: 'Zones today',
    description:
      'Since the day began in the runner’s time zone, its restarts included: objects that came in, and how many different ones were there. Objects that were already inside count as different, not as entries.',
    noData: NO_ZONES,
    links,
  },
  ['zone', 'class'],
  [
    { name: 'Now', query: promTable(inZone('framewatch_zone_objects')), unit: 'short' },
    { name: 'Entries today', query: promTable(inZone('framewatch_zone_entries_today')), unit: 'short' },
    { name: 'Different today', query: promTable(inZone('framewatch_zone_unique_today')), unit: 'short' },
    {
      name: 'Mean dwell, 1 h',
      query: promTable(
        `${inZone('framewatch_zone_dwell_seconds_sum', (series) => `increase(${series}[1h])`)} / (${inZone('framewatch_zone_dwell_seconds_count', (series) => `increase(${series}[1h])`)} > 0)`
      ),
      unit: 's',
      decimals: 0,
    },
  ]
);

const linesToday = bars({
  title: 'Crossings today',
  description:
    'Objects that crossed each line since the day began in the runner’s time zone, its restarts included, by direction and class. `in` is to the right-hand side of the line, seen from its start.',
  queries: [
    promNow(
      overLine('line, direction, class', 'framewatch_line_crossings_today', ''),
      '{{line}} {{direction}} {{class}}'
    ),
  ],
  noData: NO_LINES,
  links,
  unit: 'short',
});

const objects = graph({
  title: 'Objects in zones',
  description: 'Objects inside each zone in the newest result, by class.',
  queries: [prom(inZone('framewatch_zone_objects'), '{{zone}} {{class}}')],
  noData: NO_ZONES,
  links,
  unit: 'short',
});

const entries = graph({
  title: 'Entries and exits',
  description: 'Tracked objects per minute that came into each zone, and that left it or were lost in it.',
  queries: [
    prom(inZone('framewatch_zone_entries_total', perMinute), '{{zone}} {{class}} entries'),
    prom(inZone('framewatch_zone_exits_total', perMinute), '{{zone}} {{class}} exits'),
  ],
  noData: NO_ZONES,
  links,
  unit: 'suffix: /min',
});

const crossings = stackedGraph({
  title: 'Line crossings',
  description: 'Tracked objects per minute that crossed each line, by direction and class.',
  queries: [
    prom(
      overLine('line, direction, class', 'framewatch_line_crossings_total', '', perMinute),
      '{{line}} {{direction}} {{class}}'
    ),
  ],
  noData: NO_LINES,
  links,
  unit: 'suffix: /min',
});

const dwell = heat({
  title: 'Dwell',
  description: 'How long the objects that left the chosen zones had been there, over time.',
  queries: [
    promBuckets(
      `sum by (le) (max by (runner, stream, zone, class, le) (increase(framewatch_zone_dwell_seconds_bucket{${ZONES}}[${WINDOW}])))`
    ),
  ],
  noData: NO_ZONES,
  links,
  unit: 's',
});

const meanDwell = graph({
  title: 'Mean dwell',
  description: 'Mean of how long the objects that left each zone had been there, by class.',
  queries: [
    prom(
      `${inZone('framewatch_zone_dwell_seconds_sum', (series) => `rate(${series}[${WINDOW}])`)} / (${inZone('framewatch_zone_dwell_seconds_count', (series) => `rate(${series}[${WINDOW}])`)} > 0)`,
      '{{zone}} {{class}}'
    ),
  ],
  noData: NO_ZONES,
  links,
  unit: 's',
});

const entriesByHour = hoursOfDay({
  title: 'Entries by hour of the day',
  description:
    'Objects that came into the chosen zones in each hour of each day of the last two weeks. Hours are those of the dashboard.',
  expr: (offset) =>
    `sum(max by (runner, stream, zone, class) (increase(framewatch_zone_entries_total{${ZONES}}[1h] offset ${offset})))`,
  noData: NO_ZONES,
  links,
});

const crossingsByHour = hoursOfDay({
  title: 'Crossings by hour of the day',
  description:
    'Crossings of the chosen lines, both directions, in each hour of each day of the last two weeks. Hours are those of the dashboard.',
  expr: (offset) =>
    `sum(max by (runner, stream, line, direction, class) (increase(framewatch_line_crossings_total{${LINES}}[1h] offset ${offset})))`,
  noData: NO_LINES,
  links,
});

const SERIES = (metric: string) => `${metric}{${STREAM}}`;

/** What is counted in the zones and over the lines of a stream. */
export function counting(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.counting,
    title: 'Counting',
    description: 'Zones and lines of a stream: who is there now, how many came today, when, and for how long.',
    from: 'now-24h',
    refresh: '30s',
    variables: [
      runnerVariable(),
      streamVariable(),
      several({
        name: 'zone',
        label: 'Zone',
        description: 'The zones of the chosen stream.',
        series: SERIES('framewatch_zone_objects'),
      }),
      several({
        name: 'line',
        label: 'Line',
        description: 'The lines of the chosen stream.',
        series: SERIES('framewatch_line_crossings_total'),
      }),
      several({
        name: 'class',
        label: 'Class',
        description: 'The classes that are seen on the chosen stream.',
        series: SERIES('framewatch_detections_total'),
      }),
    ],
    annotations: [eventMarks('$stream')],
    sections: [
      { title: 'Now and today', places: side(9, zonesNow, zonesToday, linesToday) },
      {
        title: 'Over time',
        places: [...side(9, objects, entries), ...side(9, crossings, meanDwell), ...side(9, dwell)],
      },
      { title: 'Hour by hour', places: side(12, entriesByHour, crossingsByHour) },
    ],
  });
}
