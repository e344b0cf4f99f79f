import { z } from 'zod';
import { mapping, number } from '@framewatch/service-kit/config';
import { ofTrack } from './findings.js';
import { classes, severity, zone } from './keys.js';
import type { RuleType } from './rule-type.js';

const TYPE = 'dwell';

const schema = mapping({
  type: z.literal(TYPE),
  zone,
  seconds: number(1, 86_400, 'seconds'),
  classes: classes.optional(),
  severity,
});

/** An object stays in a zone for longer than it may. */
export const dwell: RuleType<typeof schema> = {
  type: TYPE,
  schema,
  severity: 'warning',
  needs: ['tracks'],
  create({ zone, seconds: limit, classes }, { areas }) {
    return {
      seconds: limit,
      find: (result) => areas.within(zone, result, classes).flatMap(ofTrack),
      tell: ({ class: name = 'object' }, seconds) => ({
        message: `${name} in zone ${zone} for more than ${limit} s`,
        value: seconds,
        expected: { high: limit },
        zone,
      }),
    };
  },
};
