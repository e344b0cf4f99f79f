import { differenceFrom, type ModelFamily, type Reading } from './families/index.js';
import type { ModelSignature, ValueInfo } from './types.js';

/** Of families, and of inputs or outputs: more would not be read. */
const MOST_NEAREST = 3;
const MOST_VALUES = 12;
const ELSEWHERE = 'in the configuration or in a .yaml file beside the model';

/** Which model it is about. */
interface Named {
  name: string;
  path: string;
}

/** Why a model fits none of these families: what it has, the nearest of them with what differs, and what to do. */
export function misfit(
  { name, path }: Named,
  signature: ModelSignature,
  families: readonly ModelFamily[],
  named: string | null
): string {
  const { task } = signature.facts;
  const what = named === null ? 'fits no model family' : `is not of the family ${named}, which it is said to be of`;
  const purpose = task === null ? '' : `; its metadata says that it is made to \`${task}\``;
  const nearest = families
    .map((family) => ({ family, ...differenceFrom(family.expects, signature) }))
    .sort((a, b) => b.names - a.names || a.distance - b.distance)
    .slice(0, MOST_NEAREST);
  const remedy =
    named === null
      ? `Export it in a layout of docs/models.md, or, if it is one with unusual names or sizes, say which with \`family\` ${ELSEWHERE}`
      : `Take out or change \`family\`, or export the model in the layout that docs/models.md has for it`;
  return [
    `model \`${name}\` (${path}) ${what}. It has ${described(signature)}${purpose}`,
    ...nearest.map(({ family, what: difference }) => `- ${family.name}: ${difference}`),
    remedy,
  ].join('\n');
}

/** In which ways a model can be read that nothing decides between, and what does. */
export function ambiguous(
  { name, path }: Named,
  signature: ModelSignature,
  choices: readonly { family: ModelFamily; reading: Reading<unknown> }[]
): string {
  return [
    `model \`${name}\` (${path}) can be read in ${choices.length} ways. It has ${described(signature)}`,
    ...choices.map(({ family, reading }) => `- ${reading.what} (${family.name}): ${reading.choose} chooses it`),
    `Say which ${ELSEWHERE}`,
  ].join('\n');
}

function described({ inputs, outputs }: ModelSignature): string {
  return `${list('input', inputs)} and ${list('output', outputs)}`;
}

function list(kind: string, values: readonly ValueInfo[]): string {
  const each = values.slice(0, MOST_VALUES).map(({ name, type, shape }) => `${name} ${type} [${shape.join(', ')}]`);
  const more = values.length > each.length ? ` and ${values.length - each.length} more` : '';
  return values.length === 1 ? `the ${kind} ${each.join()}` : `the ${kind}s ${each.join(', ') || 'none'}${more}`;
}
