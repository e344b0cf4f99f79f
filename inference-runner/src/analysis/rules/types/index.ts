import type { Severity } from '@framewatch/protocol';
import { crowded } from './crowded.js';
import { dwell } from './dwell.js';
import { fallen } from './fallen.js';
import { forbiddenZone } from './forbidden-zone.js';
import { handsUp } from './hands-up.js';
import type { Rule, RuleDeps } from './rule-type.js';
import { wrongWay } from './wrong-way.js';

export type { Need, Rule, RuleDeps, RuleType, Told } from './rule-type.js';

/** Every type of rule that the configuration can name. To add one, write a file in this folder and add it here. */
export const RULE_TYPES = [forbiddenZone, crowded, dwell, wrongWay, fallen, handsUp] as const;

/** A type of rule where it is not known which: it is only given what its own schema let pass. */
interface RuleOfAnyType {
  readonly severity: Severity;
  create(written: { type: string }, deps: RuleDeps): Rule;
}

/** Makes a rule of the type that its configuration names; with it comes how bad it is where the configuration does not say. */
export function createRule(written: { type: string }, deps: RuleDeps): { rule: Rule; severity: Severity } {
  const known = RULE_TYPES.find(({ type }) => type === written.type) as RuleOfAnyType | undefined;
  if (!known) throw new Error(`there is no type of rule ${written.type}`);
  return { rule: known.create(written, deps), severity: known.severity };
}
