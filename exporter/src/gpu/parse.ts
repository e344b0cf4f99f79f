import type { Family } from '../page/index.js';
import { parseTable } from './csv.js';
import { currentName, IDENTITY, MEASURED } from './fields.js';
import { busId } from './messages.js';
import { type GpuMetric, metricFor } from './metric-for.js';

export interface Gpu {
  /** As nvidia_gpu_exporter has it: lower case, without `GPU-`. */
  uuid: string;
  /** Labels of `nvidia_smi_gpu_info`, `uuid` among them; empty when the driver does not know them. */
  info: Record<string, string>;
  values: { family: Family; value: number }[];
}

/** A GPU that the driver lists and cannot reach. All but its index may be unknown. */
export interface UnreachableGpu {
  uuid: string | null;
  busId: string | null;
  /** Its index, or its row when the index is missing. */
  index: string;
}

/** The contents of nvidia-smi's table. */
export interface Listing {
  gpus: Gpu[];
  unreachable: UnreachableGpu[];
  /** Number of rows without a valid GPU, or with a GPU of another row. */
  rowsLeftOut: number;
  /** Lines beside the table. */
  messages: string[];
}

const UUID = /^gpu-([\da-f-]{8,64})$/;
/** The text in the cells of a GPU that fell off the bus. */
const UNREACHABLE = /^\[?(gpu is lost|unknown error|err!)\]?$/i;
const LOST = /^\[?gpu is lost\]?$/i;
/** Far more than a machine can have; further rows are ignored. */
const MAX_GPUS = 256;

/**
 * Returns the GPUs in nvidia-smi's answer to a query for `fields`. Leaves out cells without a value (`[N/A]`,
 * `[Not Supported]`) and unknown words, and rows that cannot be read. Throws a GpuOutputError when there is no table.
 */
export function parseGpus(output: string, fields: readonly string[]): Listing {
  const { titles, rows, rowsLeftOut, messages } = parseTable(output);
  const listing: Listing = { gpus: [], unreachable: [], rowsLeftOut, messages };
  const columns = new Columns(titles, fields);
  const seen = new Set<string>();
  rows.forEach((row, i) => {
    const cell = (field: string): string => columns.cell(row, field);
    const [, uuid = null] = UUID.exec(cell('uuid').toLowerCase()) ?? [];
    const known = uuid !== null && !seen.has(uuid);
    if (i >= MAX_GPUS) listing.rowsLeftOut += 1;
    else if (known && !row.some((text) => LOST.test(text))) listing.gpus.push(columns.gpu(row, uuid));
    else if (known || UNREACHABLE.test(cell('uuid'))) listing.unreachable.push(unreachable(uuid, cell, i));
    else listing.rowsLeftOut += 1;
    if (uuid !== null) seen.add(uuid);
  });
  return listing;
}

function unreachable(uuid: string | null, cell: (field: string) => string, row: number): UnreachableGpu {
  const index = cell('index');
  const bus = busId(cell('pci.bus_id'));
  return { uuid, busId: bus.includes(':') ? bus : null, index: /^\d{1,4}$/.test(index) ? index : String(row) };
}

/** The columns of one table. */
class Columns {
  readonly #at = new Map<string, number>();
  readonly #metrics: (GpuMetric | null)[];

  /** Finds a column by its title, among the queried fields; drivers may use the newer name. */
  constructor(titles: readonly string[], fields: readonly string[]) {
    const asked = new Set(fields.map(currentName));
    this.#metrics = titles.map((title, i) => {
      const field = currentName(title.split(' ', 1)[0] ?? '');
      if (!asked.has(field) || this.#at.has(field)) return null;
      this.#at.set(field, i);
      const help = MEASURED[field];
      return help === undefined ? null : metricFor(title, help);
    });
  }

  cell(row: readonly string[], field: string): string {
    return row[this.#at.get(field) ?? -1] ?? '';
  }

  gpu(row: readonly string[], uuid: string): Gpu {
    const info = Object.fromEntries(Object.entries(IDENTITY).map(([label, field]) => [label, this.cell(row, field)]));
    const values = this.#metrics.flatMap((metric, i) => {
      const value = metric?.read(row[i] ?? '') ?? null;
      return metric && value !== null ? [{ family: metric.family, value }] : [];
    });
    return { uuid, info: { ...info, uuid }, values };
  }
}
