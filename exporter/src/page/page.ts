import type { MetricType } from '@framewatch/protocol';
import type { Family } from './family.js';
import { printHeading, printLabels, printSample } from './print.js';

/** Label names and values of one series. Any text is a fit value; names are the caller's to choose well. */
export type Labels = Readonly<Record<string, string>>;

/** What one family comes to, written. */
export interface FamilyPart {
  type: MetricType;
  /** The lines `# HELP` and `# TYPE`. */
  heading: string;
  /** As bytes: while a page is joined, nothing is left to do but to copy them. */
  samples: Buffer;
}

/** A page, or a part of one, written: by the names of the families. */
export type PagePart = ReadonlyMap<string, FamilyPart>;

/** Samples of a page that is in the making: two scrapes at once never mix, and what is no longer reported is gone. */
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
 * One page of many parts: each family once, with the samples of all parts, in the order of its first. `more` is the text
 * of other families and stands at its end.
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
