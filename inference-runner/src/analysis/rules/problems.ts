import type { Labels } from '@framewatch/protocol';
import type { RuleConfig } from './schema.js';
import { tellsPosture } from './posture/index.js';
import { type Need, RULE_TYPES } from './types/index.js';

/** What is wrong with a rule. `path`: below the list of rules; `message` completes the sentence that names the key. */
export interface RuleProblem {
  path: readonly (string | number)[];
  message: string;
}

/** What a stream has that rules may need. */
export interface RuleGround {
  zones: readonly { id: string }[];
  lines: readonly { id: string }[];
  /** Whether objects are followed. */
  tracking: boolean;
}

/** Returns problems that a schema cannot find: names of zones and lines that do not exist, and rules without tracking. */
export function ruleProblems(rules: readonly RuleConfig[], { zones, lines, tracking }: RuleGround): RuleProblem[] {
  return rules.flatMap((rule, index) => {
    const unknown = (key: readonly (string | number)[], id: string, known: readonly { id: string }[], what: string) =>
      known.some((each) => each.id === id)
        ? []
        : [{ path: [index, ...key], message: `got ${JSON.stringify(id)}, expected ${aKnown(what, known)}` }];
    return [
      ...('zone' in rule ? unknown(['zone'], rule.zone, zones, 'zone') : []),
      ...('line' in rule ? unknown(['line'], rule.line, lines, 'line') : []),
      ...('except' in rule ? rule.except.flatMap((id, at) => unknown(['except', at], id, zones, 'zone')) : []),
      ...(tracking || !needs(rule, 'tracks')
        ? []
        : [{ path: [index, 'type'], message: `got "${rule.type}", which needs \`tracking\`, expected it to be on` }]),
    ];
  });
}

/** Returns what is wrong with rules on a model: they need keypoints of people that it does not find, or name such classes. */
export function unfitRules(rules: readonly RuleConfig[], { keypoints, classes }: Labels): RuleProblem[] {
  const posture = tellsPosture(keypoints);
  return rules.flatMap((rule, index) => {
    const wanted = ('classes' in rule ? rule.classes : undefined) ?? [];
    return [
      ...(posture || !needs(rule, 'keypoints')
        ? []
        : [
            {
              path: [index, 'type'],
              message: `got "${rule.type}", which needs a model that finds the keypoints of people`,
            },
          ]),
      ...wanted.flatMap((name, at) => {
        const message = `got ${JSON.stringify(name)}, expected a class that the model finds`;
        return classes.includes(name) ? [] : [{ path: [index, 'classes', at], message }];
      }),
    ];
  });
}

function needs({ type }: RuleConfig, need: Need): boolean {
  return RULE_TYPES.some((known) => known.type === type && known.needs.includes(need));
}

function aKnown(what: string, known: readonly { id: string }[]): string {
  return known.length === 0
    ? `a ${what} of the stream, which has none in \`${what}s\``
    : `the id of a ${what} of the stream: ${known.map(({ id }) => id).join(', ')}`;
}
