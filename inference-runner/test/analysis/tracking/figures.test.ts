import { readFileSync, writeFileSync } from 'node:fs';
import { scoresOf, type Scores, trackedByFramewatch, trackedByIou } from './evaluate.js';
import { FAMILIES, type Family } from './families.js';
import { play } from './scene.js';

const FILE = new URL('../../../../docs/tracking.md', import.meta.url);
const BEGIN = '<!-- figures, written by `UPDATE_DOCS=1 npx jest tracking/figures` -->\n\n';
const END = '\n<!-- end -->';
const SEEDS = [1, 2, 3, 4];
const KINDS = ['hota', 'idf1', 'mota'] as const;

interface Figures {
  family: Family;
  ours: Scores;
  plain: Scores;
}

function mean(scores: readonly Scores[]): Scores {
  const of = (kind: keyof Scores) => scores.reduce((sum, each) => sum + each[kind], 0) / scores.length;
  return { hota: of('hota'), idf1: of('idf1'), mota: of('mota') };
}

const figures = FAMILIES.map((family): Figures => {
  const scenes = SEEDS.map((seed) => play(family.scene(seed), seed));
  return {
    family,
    ours: mean(scenes.map((scene) => scoresOf(trackedByFramewatch(scene)))),
    plain: mean(scenes.map((scene) => scoresOf(trackedByIou(scene)))),
  };
});

/** In percent, and in brackets by how much more than the plain tracker has. */
const cell = (ours: number, plain: number) => `${(100 * ours).toFixed(1)} (+${(100 * (ours - plain)).toFixed(1)})`;

function table(): string {
  const header = ['Scene', 'What happens', 'HOTA', 'IDF1', 'MOTA'];
  const rows = figures.map(({ family, ours, plain }) => [
    family.name,
    family.about,
    ...KINDS.map((kind) => cell(ours[kind], plain[kind])),
  ]);
  const widths = header.map((title, i) => Math.max(title.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |\n`;
  return [header, widths.map((width) => '-'.repeat(width)), ...rows].map(line).join('');
}

describe('Tracking, on scenes whose truth is known exactly', () => {
  it.each(figures)('is better on all three than a plain IoU tracker: $family.name', ({ ours, plain }) => {
    for (const kind of KINDS) expect([kind, ours[kind]]).toEqual([kind, Math.max(ours[kind], plain[kind] + 0.001)]);
  });

  it('has the figures that docs/tracking.md states', () => {
    const docs = readFileSync(FILE, 'utf8');
    const from = docs.indexOf(BEGIN) + BEGIN.length;
    const to = docs.indexOf(END);
    expect(Math.min(from - BEGIN.length, to)).toBeGreaterThan(0);
    if (process.env.UPDATE_DOCS) writeFileSync(FILE, docs.slice(0, from) + table() + docs.slice(to));
    else expect(docs.slice(from, to)).toBe(table());
  });
});
