import type { Report } from './report.js';

/**
 * Gives each name on a page one type, as the text format has it. Where runners of different versions mean different
 * things by a name, the first runner's type wins; the metric of the others is left out and reported.
 */
export class MetricTypes {
  readonly #types = new Map<string, string>();

  /** Returns the report without the metrics that an earlier report has with another type. */
  settle(report: Report): Report {
    const leftOut = [...report.leftOut];
    const part = new Map(report.part);
    for (const [name, { type }] of report.part) {
      const first = this.#types.get(name) ?? type;
      this.#types.set(name, first);
      if (first === type) continue;
      part.delete(name);
      leftOut.push({ element: 'metric', problem: `metric ${name} is a ${type}, but a ${first} of another runner` });
    }
    return { ...report, part, leftOut };
  }
}
