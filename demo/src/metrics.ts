/** Sums of a Prometheus text page by metric name, over all label sets. */
export function sumByName(page: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const line of page.split('\n')) {
    const sample = /^([a-zA-Z_:][\w:]*)(?:\{.*\})? (\S+)/.exec(line);
    if (!sample) continue;
    const [, name = '', value] = sample;
    sums.set(name, (sums.get(name) ?? 0) + Number(value));
  }
  return sums;
}
