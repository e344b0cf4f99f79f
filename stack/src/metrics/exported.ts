import type { MetricSelector } from './promql.js';
import { seriesOf, metricsOnPage } from './page.js';
import exported from './exported.json' with { type: 'json' };

/** Programs that Prometheus scrapes besides those of Framewatch, by job. */
export type ExporterJob = keyof typeof exported;

/**
 * Names of series that the program of a job exports: those that are stable and of use, each list with its `source` in
 * exported.json.
 */
export function exportedBy(job: ExporterJob): ReadonlySet<string> {
  return new Set(Object.entries(exported[job].metrics).flatMap(([name, type]) => seriesOf(name, type)));
}

/** Names of series that anything in the stack exports; `pages` are those of Framewatch's exporter, as text. */
export function exportedNames(pages: readonly string[]): ReadonlySet<string> {
  const jobs = Object.keys(exported) as ExporterJob[];
  return new Set([
    ...pages.flatMap((page) => [...metricsOnPage(page)]),
    ...jobs.flatMap((job) => [...exportedBy(job)]),
  ]);
}

/** Returns whether a selector matches any of `names`. */
export function isExported(selector: MetricSelector, names: ReadonlySet<string>): boolean {
  return 'name' in selector ? names.has(selector.name) : [...names].some((name) => selector.pattern.test(name));
}
