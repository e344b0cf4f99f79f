import type { MetricType } from '@framewatch/protocol';
import type { Family } from './family.js';
import { printHeading, printLabels, printSample } from './print.js';

/** Label names and values of one series. Values may be any text; the caller is responsible for valid names. */
export type Labels = Readonly<Record<string, string>>;

/** One family in the text format. */
export interface FamilyPart {
  type: MetricType;
  /** The lines `# HELP` and `# TYPE`. */
  heading: string;
  /** As bytes, so that joining a page only copies them. */
  samples: Buffer;
}

/** A page, or a part of one, in the text format: families by name. */
export type PagePart = ReadonlyMap<string, FamilyPart>;

/**
 * Collects the samples of one page. Each scrape has its own, so that concurrent scrapes do not mix and old series
 * vanish.
 */
export class Page {
  readonly #families = new Map<string, { type: MetricType; heading: string; lines: string }>();

  add(family: Family, value: number, labels: Labels = {}): void {
    this.line(family, family.name, printLabels(Object.entries(labels)), value);
  }

  /** One line of a family; `name` has a suffix where it is a part of a histogram or a summary. */
  line(family: Family, name: string, labels: string, value: number): void {
    let written = this.#families.get(family.name);
    if (!written)
      this.#families.set(family.name, (written = { type: family.type, heading: printHeading(family), lines: '' }));
    written.lines += printSample(name, labels, value);
  }

  /** Families in the order in which they were first added. */
  render(): PagePart {
    return new Map(
      [...this.#families].map(([name, { type, heading, lines }]) => [
        name,
        { type, heading, samples: Buffer.from(lines) },
      ])
    );
  }
}

/**
 * Joins parts to one page: each family once, with the samples of all parts, in order of first appearance. `more`, the
 * text of other families, is appended.
 */
export function joinParts(parts: readonly PagePart[], more = ''): Buffer {
  const families = new Map<string, Buffer[]>();
  for (const part of parts) {
    for (const [name, { heading, samples }] of part) {
      const pieces = families.get(name);
      if (pieces) pieces.push(samples);
      else families.set(name, [Buffer.from(families.size === 0 ? heading : `\n${heading}`), samples]);
    }
  }
  return Buffer.concat([...[...families.values()].flat(), Buffer.from(more)]);
}
