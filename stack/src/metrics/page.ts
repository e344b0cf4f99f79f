/** Names of the series that a metric of this type has. */
export function seriesOf(name: string, type: string): string[] {
  if (type === 'histogram') return [`${name}_bucket`, `${name}_sum`, `${name}_count`];
  if (type === 'summary') return [name, `${name}_sum`, `${name}_count`];
  return [name];
}

/** Names of the series that a page of metrics in Prometheus's text format declares. */
export function metricsOnPage(page: string): ReadonlySet<string> {
  return new Set(
    [...page.matchAll(/^# TYPE (\S+) (\w+)$/gm)].flatMap(([, name = '', type = '']) => seriesOf(name, type))
  );
}
