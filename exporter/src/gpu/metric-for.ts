import { counter, type Family, gauge } from '../page/index.js';

/** The suffix of the metric's name and the factor of its values, by the unit in the header. */
const UNITS: Readonly<Record<string, { suffix: string; factor: number }>> = {
  '%': { suffix: '_ratio', factor: 0.01 },
  MiB: { suffix: '_bytes', factor: 1024 ** 2 },
  MHz: { suffix: '_clock_hz', factor: 1e6 },
  W: { suffix: '_watts', factor: 1 },
  us: { suffix: '_seconds', factor: 1e-6 },
};

/** Words that stand for a number. */
const WORDS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    enabled: 1,
    yes: 1,
    active: 1,
    disabled: 0,
    no: 0,
    'not active': 0,
    default: 0,
    exclusive_thread: 1,
    prohibited: 2,
    exclusive_process: 3,
    none: 0,
    'gpu reset': 1,
    'node reboot': 2,
    'drain p2p': 3,
    'drain and reset': 4,
  })
);

/** A number with more digits is not a reading. A comma counts as decimal point, unless it may separate thousands. */
const NUMBER = /^[+-]?\d{1,15}(\.\d{1,15}|,\d{1,2})?$/;

/** The metric of one column. */
export interface GpuMetric {
  family: Family;
  /** Returns the value of a cell in the metric's unit; null for a cell without one, such as `[N/A]`. */
  read: (cell: string) => number | null;
}

/**
 * The metric for a column by its header, under the name that nvidia_gpu_exporter gives it: dots and capitals become
 * underscores, the unit becomes a suffix (`memory.used [MiB]` → `nvidia_smi_memory_used_bytes`).
 * null for a header with a unit that is not known.
 */
export function metricFor(header: string, help: string): GpuMetric | null {
  const match = /^([\w.]+)(?: \[(.+)\])?$/.exec(header);
  const [, field = '', unit] = match ?? [];
  const conversion = unit === undefined ? { suffix: '', factor: 1 } : UNITS[unit];
  if (!match || !conversion) return null;
  const words = field.replaceAll('.', '_').replace(/(?<=[a-z\d])[A-Z]/g, (capital) => `_${capital}`);
  const name = `nvidia_smi_${words.toLowerCase()}${conversion.suffix}`;
  return {
    // Only the counts of memory errors have such names, and they only grow.
    family: (name.endsWith('_total') ? counter : gauge)(name, help),
    read: (cell) => readCell(cell, unit, conversion.factor),
  };
}

function readCell(cell: string, unit: string | undefined, factor: number): number | null {
  const text = unit !== undefined && cell.endsWith(` ${unit}`) ? cell.slice(0, -unit.length - 1) : cell;
  if (NUMBER.test(text)) return round(Number(text.replace(',', '.')) * factor);
  if (/^0x[\da-f]{1,16}$/i.test(text)) return Number(text);
  const [, state] = /^P(\d{1,2})$/.exec(text) ?? [];
  if (state !== undefined) return Number(state);
  return WORDS.get(text.toLowerCase()) ?? null;
}

/** Removes rounding errors of the factor: 0.07, not 0.07000000000000001. */
function round(value: number): number {
  return Number(value.toPrecision(15));
}
