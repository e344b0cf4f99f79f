/** nvidia-smi answered with something that is not the table it was asked for. */
export class GpuOutputError extends Error {
  override readonly name = 'GpuOutputError';
}

/** The answer to `--query-gpu=… --format=csv`: a header and one row per GPU, cells trimmed. */
export interface Table {
  header: string[];
  rows: string[][];
}

/**
 * Reads nvidia-smi's CSV, which has no quoting: a row with another number of cells than there are fields cannot be
 * assigned to them, so it fails the whole table rather than put values under the wrong names. So does output that
 * does not end in a line end, as it was cut off.
 */
export function parseTable(output: string, fields: readonly string[]): Table {
  if (!output.endsWith('\n')) throw new GpuOutputError('the output of nvidia-smi was cut off');
  const [header = [], ...rows] = output.trim().split(/\r?\n/).map(cells);
  if (header.length !== fields.length) {
    throw new GpuOutputError(`asked nvidia-smi for ${fields.length} fields, its header has ${header.length}`);
  }
  rows.forEach((row, i) => {
    if (row.length === header.length) return;
    throw new GpuOutputError(`row ${i + 1} of nvidia-smi has ${row.length} cells instead of ${header.length}`);
  });
  return { header, rows };
}

function cells(line: string): string[] {
  return line.split(',').map((cell) => cell.trim());
}
