import { isMapping } from '@framewatch/service-kit/config';
import { z } from 'zod';
import { RULE_TYPES } from './types/index.js';

const NAMES = RULE_TYPES.map(({ type }) => type).join(', ');

const schemas = RULE_TYPES.map(({ schema }) => schema);
type RuleSchema = (typeof schemas)[number];

/** One of `anomalies.rules` in the configuration of a stream. */
export const ruleSchema = z.discriminatedUnion('type', schemas as [RuleSchema, ...RuleSchema[]], {
  error: ({ input }) => (isMapping(input) ? `one of ${NAMES}` : 'a mapping with `type` and the keys of that rule'),
});
export type RuleConfig = z.output<typeof ruleSchema>;
