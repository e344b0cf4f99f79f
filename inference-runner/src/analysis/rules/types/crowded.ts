import { z } from 'zod';
import { integer, mapping } from '@framewatch/service-kit/config';
import { classes, seconds, severity, zone } from './keys.js';
import type { RuleType } from './rule-type.js';

const TYPE = 'crowded';

const schema = mapping({
  type: z.literal(TYPE),
  zone,
  most: integer(0, 1000, 'a number of objects'),
  classes: classes.optional(),
  seconds: seconds.default(2),
  severity,
});

/** More objects are in a zone than may be. */
export const crowded: RuleType<typeof schema> = {
  type: TYPE,
  schema,
  severity: 'warning',
  needs: [],
  create({ zone, most: limit, seconds, classes }, { areas }) {
    return {
      seconds,
      find(result) {
        const objects = areas.within(zone, result, classes).length;
        return objects > limit ? [{ subject: zone, value: objects }] : [];
      },
      tell: ({ most = limit }) => ({
        message: `${most} in zone ${zone}, where ${limit} may be`,
        value: most,
        expected: { high: limit },
        zone,
      }),
    };
  },
};
