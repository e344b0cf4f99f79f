import { list, mapping } from '@framewatch/service-kit/config';
import type { z } from 'zod';
import { ruleSchema } from '../rules/schema.js';

/** `anomalies` in the configuration of a stream. */
export const anomaliesSchema = mapping({
  rules: list(ruleSchema, 'a list of rules').default([]),
}).prefault({});
export type AnomaliesConfig = z.output<typeof anomaliesSchema>;

export const ANOMALIES_DEFAULTS: AnomaliesConfig = { rules: [] };
