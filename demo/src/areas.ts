import type { CountHistory, EventHistory } from '@framewatch/protocol';

/** What is watched in the sample clip, as the runner's configuration has it. People pass from right to left. */
export const AREAS = {
  zones: [
    {
      id: 'middle',
      anchor: 'centre',
      points: [
        [0.25, 0],
        [0.75, 0],
        [0.75, 1],
        [0.25, 1],
      ],
    },
  ],
  lines: [{ id: 'gate', anchor: 'centre', from: [0.5, 0], to: [0.5, 1] }],
  anomalies: { rules: [{ type: 'crowded', zone: 'middle', most: 2, seconds: 0.25 }] },
};

/** Length of the clip, which is played in a loop. */
export const LOOP_MS = 24_000;

/** People that pass the gate in one loop of the clip, counted by eye; a frame may fall to either side of its seams. */
const PASSING = { least: 15, most: 17 };

/** What was counted in one loop of the clip. */
export interface AreaReport {
  /** Crossings of the gate in the direction in which people pass, and against it. */
  passed: number;
  against: number;
  entries: number;
  exits: number;
  /** Times that there were more people in the zone than may be, which have begun and ended. */
  crowded: number;
  /** Why the counts are not what happens in the clip. */
  problems: string[];
}

/** Compares what was counted with what happens in the clip. `counts` and `events` are of one loop. */
export function reportAreas({ buckets }: CountHistory, { events }: EventHistory): AreaReport {
  const sum = (values: (number | undefined)[]) => values.reduce((total: number, value) => total + (value ?? 0), 0);
  const zones = buckets.flatMap(({ zones }) => Object.values(zones.middle ?? {}));
  const lines = buckets.flatMap(({ lines }) => Object.values(lines.gate ?? {}));
  const counted = {
    passed: sum(lines.map((line) => line.in)),
    against: sum(lines.map(({ out }) => out)),
    entries: sum(zones.map(({ entries }) => entries)),
    exits: sum(zones.map(({ exits }) => exits)),
    crowded: events.filter(({ type, endUs }) => type === 'crowded' && endUs !== null).length,
  };
  const wanted = (what: string, value: number) =>
    value >= PASSING.least && value <= PASSING.most
      ? []
      : [`${value} ${what} were counted, of ${PASSING.least} to ${PASSING.most} in the clip`];
  return {
    ...counted,
    problems: [
      ...wanted('crossings of the gate', counted.passed),
      ...wanted('entries into the zone', counted.entries),
      ...wanted('exits from the zone', counted.exits),
      ...(counted.against === 0 ? [] : [`${counted.against} crossings against the direction of all people`]),
      ...(counted.crowded > 0 ? [] : ['nobody noticed that the zone was crowded']),
    ],
  };
}
