export { type Area, Areas } from './areas.js';
export { type RuleProblem, ruleProblems, unfitRules } from './problems.js';
export { Rules, type RulesDeps } from './rules.js';
export { type RuleConfig, ruleSchema } from './schema.js';
export { Bodies } from './posture/index.js';
