import { z } from 'zod';
import { mapping, number } from '@framewatch/service-kit/config';
import { isWithin, ofTrack } from './findings.js';
import { except, severity } from './keys.js';
import type { RuleType } from './rule-type.js';

const TYPE = 'fallen';

const schema = mapping({
  type: z.literal(TYPE),
  seconds: number(1, 3600, 'seconds').default(10),
  except,
  severity,
});

/** A person lies, and not on the bed. */
export const fallen: RuleType<typeof schema> = {
  type: TYPE,
  schema,
  severity: 'critical',
  needs: ['keypoints', 'tracks'],
  create({ seconds: limit, except }, { areas, bodies }) {
    return {
      seconds: limit,
      find: (result) =>
        bodies
          .of(result)
          .filter(({ lies, body }) => lies && !isWithin(body, except, areas))
          .flatMap(({ detection }) => ofTrack(detection)),
      tell: (_, seconds) => ({
        message: `a person has been lying for more than ${limit} s`,
        value: seconds,
        expected: { high: limit },
      }),
    };
  },
};
