import { A_MAPPING, flag, list, mapping, number } from '@framewatch/service-kit/config';
import { z } from 'zod';
import { ruleSchema } from '../rules/schema.js';

/** A setting that is false, true, or a mapping with settings of its own; null where it is off. */
const switchable = <Settings extends z.ZodType<object, object>>(settings: Settings) =>
  z
    .union([flag, settings], { error: `true, false, or ${A_MAPPING}` })
    .transform((written) => (written === true ? settings.parse({}) : written === false ? null : written))
    .prefault({});

/** `anomalies` in the configuration of a stream. */
export const anomaliesSchema = mapping({
  falseAlarmsPerDay: number(0.01, 100).default(1),
  picture: flag.default(true),
  counts: switchable(mapping({ learningDays: number(0.1, 60, 'days').default(7) })),
  drift: switchable(mapping({ learningHours: number(1, 1000, 'hours').default(24) })),
  rules: list(ruleSchema, 'a list of rules').default([]),
}).prefault({});
export type AnomaliesConfig = z.output<typeof anomaliesSchema>;

export const ANOMALIES_DEFAULTS: AnomaliesConfig = {
  falseAlarmsPerDay: 1,
  picture: true,
  counts: { learningDays: 7 },
  drift: { learningHours: 24 },
  rules: [],
};
