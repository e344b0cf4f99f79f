import { z } from 'zod';
import { mapping, number } from '@framewatch/service-kit/config';
import { isWithin, ofTrack } from './findings.js';
import { except, severity } from './keys.js';
import type { RuleType } from './rule-type.js';

const TYPE = 'hands-up';

const schema = mapping({
  type: z.literal(TYPE),
  seconds: number(0.5, 3600, 'seconds').default(2),
  except,
  severity,
});

/** A person holds both hands above the head. */
export const handsUp: RuleType<typeof schema> = {
  type: TYPE,
  schema,
  severity: 'warning',
  needs: ['keypoints', 'tracks'],
  create({ seconds: limit, except }, { areas, bodies }) {
    return {
      seconds: limit,
      find: (result) =>
        bodies
          .of(result)
          .filter(({ handsUp, body }) => handsUp && !isWithin(body, except, areas))
          .flatMap(({ detection }) => ofTrack(detection)),
      tell: (_, seconds) => ({
        message: `a person has held both hands up for more than ${limit} s`,
        value: seconds,
        expected: { high: limit },
      }),
    };
  },
};
