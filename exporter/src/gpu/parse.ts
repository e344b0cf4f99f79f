import type { Family } from '../page/index.js';
import { GpuOutputError, parseTable, type Table } from './csv.js';
import { currentName, IDENTITY, MEASURED } from './fields.js';
import { type GpuMetric, metricFor } from './metric-for.js';

export interface Gpu {
  /** As nvidia_gpu_exporter has it: lower case, without `GPU-`. */
  uuid: string;
  /** Labels of `nvidia_smi_gpu_info`, `uuid` among them; what the driver does not know is empty. */
  info: Record<string, string>;
  values: { family: Family; value: number }[];
}

/** A GPU without a proper uuid cannot be told from the others: one that fell off the bus says `[Unknown Error]`. */
const UUID = /^gpu-([\da-f-]{8,64})$/;

/**
 * The GPUs in nvidia-smi's answer to a query for `fields`. Cells that say nothing (`[N/A]`, `[Not Supported]`) and
 * words that are not known are left out, never guessed. Throws a GpuOutputError if the answer is not such a table.
 */
export function parseGpus(output: string, fields: readonly string[]): Gpu[] {
  const table = parseTable(output, fields);
  const columns = table.header.map((header, i) => columnMetric(header, fields[i] ?? ''));
  const gpus = table.rows.map((row) => readGpu(row, fields, columns)).filter((gpu) => gpu !== null);
  if (new Set(gpus.map(({ uuid }) => uuid)).size < gpus.length) {
    throw new GpuOutputError('nvidia-smi listed one uuid twice');
  }
  return gpus;
}

/** A column is taken by its header only where that is what was asked for; drivers may say the newer name. */
function columnMetric(header: string, field: string): GpuMetric | null {
  const help = MEASURED[currentName(field)];
  const title = header.split(' ', 1)[0] ?? '';
  return help !== undefined && currentName(title) === currentName(field) ? metricFor(header, help) : null;
}

function readGpu(row: Table['rows'][number], fields: readonly string[], columns: (GpuMetric | null)[]): Gpu | null {
  const cell = (field: string): string => row[fields.indexOf(field)] ?? '';
  const [, uuid] = UUID.exec(cell('uuid').toLowerCase()) ?? [];
  if (uuid === undefined) return null;
  const info = Object.fromEntries(Object.entries(IDENTITY).map(([label, field]) => [label, cell(field)]));
  const values = columns.flatMap((metric, i) => {
    const value = metric?.read(row[i] ?? '') ?? null;
    return metric && value !== null ? [{ family: metric.family, value }] : [];
  });
  return { uuid, info: { ...info, uuid }, values };
}
