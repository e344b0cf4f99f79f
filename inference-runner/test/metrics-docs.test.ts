import { readFileSync, writeFileSync } from 'node:fs';
import { METRICS } from '../src/metrics.js';

const FILE = new URL('../../docs/metrics.md', import.meta.url);
const BEGIN = '<!-- metrics of runners, written by `UPDATE_DOCS=1 npx jest metrics-docs` -->\n\n';
const END = '\n<!-- end -->';

const HEADER = ['Metric', 'Type', 'Labels beside `runner`', 'Meaning'];

/** The table as the declarations have it, its columns aligned as Prettier does. */
function table(): string {
  const rows = METRICS.map(({ name, type, labels, help }) => [
    `\`${name}\``,
    type,
    labels.map((label) => `\`${label}\``).join(', '),
    help,
  ]);
  const widths = HEADER.map((title, i) =>
    Math.max(...[HEADER, ...rows].map((row) => row[i]?.length ?? 0), title.length)
  );
  const line = (cells: readonly string[]) => `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(' | ')} |\n`;
  return [HEADER, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}

describe('docs/metrics.md', () => {
  it('lists what runners declare', () => {
    const docs = readFileSync(FILE, 'utf8');
    const from = docs.indexOf(BEGIN) + BEGIN.length;
    const to = docs.indexOf(END);
    expect(Math.min(from - BEGIN.length, to)).toBeGreaterThan(0);
    if (process.env.UPDATE_DOCS) writeFileSync(FILE, docs.slice(0, from) + table() + docs.slice(to));
    else expect(docs.slice(from, to)).toBe(table());
  });

  it('has each metric once, with a name and a help that say what it is', () => {
    const names = METRICS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const { name, type, help, labels } of METRICS) {
      expect(name).toMatch(/^framewatch_[a-z][a-z0-9_]*[a-z0-9]$/);
      expect([name, name.endsWith('_total')]).toEqual([name, type === 'counter']);
      expect(help).toMatch(/^[A-Z0-9].*\.$/s);
      expect(labels).not.toContain('runner');
    }
  });
});
