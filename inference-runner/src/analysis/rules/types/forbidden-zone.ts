import { z } from 'zod';
import { mapping } from '@framewatch/service-kit/config';
import { Schedule } from '../hours.js';
import { classes, hours, seconds, severity, weekdays, zone } from './keys.js';
import type { RuleType } from './rule-type.js';

const TYPE = 'forbidden-zone';

const schema = mapping({
  type: z.literal(TYPE),
  zone,
  hours: hours.optional(),
  weekdays: weekdays.optional(),
  classes: classes.optional(),
  seconds: seconds.default(1),
  severity,
});

/** Somebody is in a zone where nobody may be at this hour. One event for the zone, whoever comes and goes. */
export const forbiddenZone: RuleType<typeof schema> = {
  type: TYPE,
  schema,
  severity: 'warning',
  needs: [],
  create({ zone, seconds, classes, ...times }, { areas, timeZone }) {
    const schedule = new Schedule(times, timeZone);
    return {
      seconds,
      find(result) {
        if (!schedule.includes(result.captureTimeUs)) return [];
        const [first, ...others] = areas.within(zone, result, classes);
        if (!first) return [];
        return [{ subject: zone, track: first.track, class: first.class, value: 1 + others.length }];
      },
      tell: ({ class: name = 'object', most }) => ({
        message: `${name} in the forbidden zone ${zone}`,
        expected: { high: 0 },
        zone,
        ...(most !== undefined && { value: most }),
      }),
    };
  },
};
