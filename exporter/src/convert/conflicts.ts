import type { MetricType } from '@framewatch/protocol';
import type { Report } from './report.js';

/** The type of each metric, by its name. */
export type MetricTypes = ReadonlyMap<string, MetricType>;

/**
 * Gives each name on a page one type, as the text format has it. Where runners of different versions mean different
 * things by a name, the type that most of them report counts, and of types that equally many report the one of the
 * runner whose id sorts first. The order in which runners answer or are configured does not matter.
 */
export function commonTypes(reports: readonly Report[]): MetricTypes {
  const runners = new Map<string, Map<MetricType, number>>();
  // Sorted, so that the first of equally many is the first by id.
  for (const { part } of [...reports].sort((a, b) => (a.runner.id < b.runner.id ? -1 : 1))) {
    for (const [name, { type }] of part) {
      const byType = runners.get(name) ?? new Map<MetricType, number>();
      runners.set(name, byType.set(type, (byType.get(type) ?? 0) + 1));
    }
  }
  const common = new Map<string, MetricType>();
  for (const [name, byType] of runners) {
    const [[type]] = [...byType].sort(([, a], [, b]) => b - a) as [[MetricType, number]];
    common.set(name, type);
  }
  return common;
}

/** The report without the metrics that have another type here: these are left out and told. */
export function withTypes(report: Report, types: MetricTypes): Report {
  const leftOut = [...report.leftOut];
  const part = new Map(report.part);
  for (const [name, { type }] of report.part) {
    const common = types.get(name);
    if (common === undefined || common === type) continue;
    part.delete(name);
    const problem = `metric ${name} is a ${type}, but a ${common} of other runners`;
    leftOut.push({ element: 'metric', problem, count: 1 });
  }
  return { ...report, part, leftOut };
}
