import { readFileSync } from 'node:fs';
import { FAMILIES, type OptionName, OPTIONS } from '../src/model/families/index.js';
import { DETECTION_OPTIONS, INPUT_OPTIONS, POSE_OPTIONS } from '../src/model/families/options.js';

const page = readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8');

/** Rows of the tables of families: their cells. */
const rows = [...page.matchAll(/^\| `[\w-]+` .*\|$/gm)].map(([row]) =>
  row
    .slice(1, -1)
    .split('|')
    .map((cell) => cell.trim())
);
const rowsOf = (name: string) => rows.filter(([first]) => first === `\`${name}\``);

/** The words that stand for several options. */
const GROUPS: Readonly<Record<string, readonly OptionName[]>> = {
  input: INPUT_OPTIONS,
  boxes: DETECTION_OPTIONS,
  pose: POSE_OPTIONS,
};

describe('docs/models.md', () => {
  it.each(FAMILIES.map((family) => [family.name, family] as const))(
    'has what %s is, and its options',
    (name, family) => {
      const [what, how, ...others] = rowsOf(name);
      expect([what?.length, how?.length, others]).toEqual([4, 4, []]);
      const options = (how?.at(-1) ?? '').split(', ').flatMap((word) => GROUPS[word] ?? word.replaceAll('`', ''));
      expect(options.sort()).toEqual([...family.takes].sort());
    }
  );

  it('has no family that there is not', () => {
    const names = new Set(FAMILIES.map(({ name }) => `\`${name}\``));
    const tables = page.slice(page.indexOf('### Layouts'), page.indexOf('### How a family'));
    const unknown = [...tables.matchAll(/^\| (`[\w-]+`) /gm)].filter(([, name = '']) => !names.has(name));
    expect(unknown).toEqual([]);
  });

  it('has every option', () => {
    const missing = Object.keys(OPTIONS).filter((option) => !page.includes(`\`${option}\``));
    expect(missing).toEqual([]);
  });
});
