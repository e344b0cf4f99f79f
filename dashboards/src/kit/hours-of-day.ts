import type * as heatmap from '@grafana/grafana-foundation-sdk/heatmap';
import { heat, type PanelSpec } from './panels.js';
import { prom } from './queries.js';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

/**
 * A column for each of the last 14 days, a row for each hour of the day. `expr` gives PromQL of what came in the hour
 * before, seen with an offset: steps are days, which Grafana lets begin at midnight of the dashboard's time zone, and from
 * there hour 5 is what will have come six hours later.
 */
export function hoursOfDay(
  spec: Omit<PanelSpec, 'queries' | 'unit'> & { expr: (offset: string) => string }
): heatmap.PanelBuilder {
  const { expr, ...rest } = spec;
  const queries = HOURS.map((hour) => prom(expr(`-${hour + 1}h`), String(hour).padStart(2, '0')));
  return heat({ ...rest, queries, unit: 'none' })
    .interval('1d')
    .timeFrom('14d');
}
