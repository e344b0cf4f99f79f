/**
 * A page of metrics as it is after `times` times as long: counters and histograms are so many times as high, gauges are
 * as they were.
 */
export function grown(page: string, times: number): string {
  let growing = false;
  return page
    .split('\n')
    .map((line) => {
      const [, type] = /^# TYPE \S+ (\w+)$/.exec(line) ?? [];
      if (type !== undefined) growing = type === 'counter' || type === 'histogram';
      const [, series, value] = /^([^#].*) (\S+)$/.exec(line) ?? [];
      return growing && series !== undefined ? `${series} ${Number(value) * times}` : line;
    })
    .join('\n');
}
