import { type DataFrame, type Field, FieldType, type Labels } from '@grafana/data';
import type { Target } from '../read.js';

/** A series in Prometheus' answer: its samples are Unix times in seconds and values as text. */
export interface Series {
  metric: Labels;
  samples: readonly (readonly [number, string])[];
}

const field = (name: string, type: FieldType, values: unknown[], labels?: Labels): Field => ({
  name,
  type,
  values,
  config: {},
  ...(labels && { labels }),
});

const legendOf = (format: string, labels: Labels): string =>
  format === '__auto' ? '' : format.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label: string) => labels[label] ?? '');

const milliseconds = ({ samples }: Series): number[] => samples.map(([time]) => time * 1000);
const numbers = ({ samples }: Series): number[] => samples.map(([, value]) => Number(value));

/** What Grafana 12.4's Prometheus data source answers where there is no series: a frame without fields. */
const nothing = (refId: string): DataFrame => ({ refId, fields: [], length: 0 });

/** A frame for each series, as that data source makes them of queries in the format of time series. */
function seriesFrames(
  series: readonly Series[],
  { refId, legendFormat = '' }: Target,
  stepSeconds: number
): DataFrame[] {
  if (series.length === 0) return [nothing(refId)];
  return series.map((one) => {
    const time = field('Time', FieldType.time, milliseconds(one));
    time.config.interval = stepSeconds * 1000;
    const value = field('Value', FieldType.number, numbers(one), one.metric);
    const legend = legendOf(legendFormat, one.metric);
    if (legend) value.config.displayNameFromDS = legend;
    return { refId, fields: [time, value], length: one.samples.length };
  });
}

/** A frame for all series, with a column for each label, as it makes them of queries in the format of a table. */
function tableFrame(series: readonly Series[], { refId }: Target, valueName: string): DataFrame {
  const rows = series.flatMap((one) => one.samples.map(([time, value]) => ({ labels: one.metric, time, value })));
  const names = [...new Set(series.flatMap(({ metric }) => Object.keys(metric).sort()))];
  return {
    refId,
    fields: [
      field(
        'Time',
        FieldType.time,
        rows.map(({ time }) => time * 1000)
      ),
      ...names.map((name) =>
        field(
          name,
          FieldType.string,
          rows.map(({ labels }) => labels[name] ?? '')
        )
      ),
      field(
        valueName,
        FieldType.number,
        rows.map(({ value }) => Number(value))
      ),
    ],
    length: rows.length,
  };
}

/** The frames of a panel's queries to Prometheus, from its answers to them. */
export function framesOf(
  answers: readonly { target: Target; series: readonly Series[] }[],
  stepSeconds: number
): DataFrame[] {
  const tables = answers.filter(({ target }) => target.format === 'table');
  if (tables.length === 1 && tables[0]?.series.length === 0) return [nothing(tables[0].target.refId)];
  return answers.flatMap(({ target, series }) =>
    target.format === 'table'
      ? [tableFrame(series, target, tables.length > 1 ? `Value #${target.refId}` : 'Value')]
      : seriesFrames(series, target, stepSeconds)
  );
}
