import type { HistogramSnapshot } from '@framewatch/protocol';
import type { Family } from './family.js';
import { type Labels, NO_LABELS } from './labels.js';

/**
 * The samples of one scrape in Prometheus' text format, 0.0.4. Belongs to that scrape alone, so that two at once
 * never mix. prom-client's registry could write them too, from metrics that pretend to have counted, but its way to a
 * line doubled the CPU time of a scrape of 50 streams, which has 8,000.
 */
export class Page {
  readonly #lines = new Map<Family, string[]>();

  add(family: Family, value: number, labels: Labels = NO_LABELS): void {
    this.#of(family).push(`${family.name}${labels && `{${labels}}`} ${formatValue(value)}`);
  }

  /** Adds one histogram; `snapshot.counts` are per bucket, as the protocol has them, and become cumulative here. */
  addHistogram(family: Family, snapshot: HistogramSnapshot, labels: Labels = NO_LABELS): void {
    const lines = this.#of(family);
    const bucket = `${family.name}_bucket{${labels}${labels && ','}le="`;
    const own = labels && `{${labels}}`;
    let total = 0;
    snapshot.counts.forEach((count, i) => {
      total += count;
      lines.push(`${bucket}${snapshot.bounds[i] ?? '+Inf'}"} ${total}`);
    });
    lines.push(`${family.name}_sum${own} ${formatValue(snapshot.sum)}`, `${family.name}_count${own} ${total}`);
  }

  /** Families in the order in which they were first added, without those that have no sample. */
  toString(): string {
    let text = '';
    for (const [{ name, type, help }, lines] of this.#lines) {
      text += `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`;
      text += `${lines.join('\n')}\n`;
    }
    return text;
  }

  #of(family: Family): string[] {
    let lines = this.#lines.get(family);
    if (!lines) this.#lines.set(family, (lines = []));
    return lines;
  }
}

function formatValue(value: number): string {
  if (value === Infinity) return '+Inf';
  return value === -Infinity ? '-Inf' : String(value);
}
