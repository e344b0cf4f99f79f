/** nvidia-smi answered with something that is not the table it was asked for. */
export class GpuOutputError extends Error {
  override readonly name = 'GpuOutputError';
}

/** The answer to `--query-gpu=… --format=csv`: a header and one row per GPU, cells trimmed. */
export interface Table {
  /** Titles of the columns: a field's name, and its unit in brackets where it has one. */
  titles: string[];
  /** Rows with as many cells as there are titles. */
  rows: string[][];
  /** Rows that have another number of cells, or that are cut off: their cells cannot be assigned. */
  rowsLeftOut: number;
  /** Lines that are no rows: warnings, which stand before or after the table. */
  messages: string[];
}

const SEPARATOR = ', ';

/**
 * Finds the table in what nvidia-smi printed. Its CSV has no quoting, so a row with another number of cells than
 * there are titles is left out rather than put under wrong names; but if the last column is the name, which is the
 * only free text, it may hold separators. Throws a GpuOutputError where there is no header.
 */
export function parseTable(output: string): Table {
  const lines = output.split(/\r?\n/);
  const unfinished = lines.pop() ?? '';
  const top = lines.findIndex((line) => cells(line).includes('uuid'));
  if (top < 0) throw new GpuOutputError('nvidia-smi printed no table');
  const titles = cells(lines[top] ?? '');
  const table: Table = { titles, rows: [], rowsLeftOut: 0, messages: lines.slice(0, top).filter(isText) };
  for (const line of lines.slice(top + 1).filter(isText)) {
    const row = joinName(cells(line), titles);
    if (row.length === titles.length) table.rows.push(row);
    else if (row.length > titles.length / 2) table.rowsLeftOut += 1;
    else table.messages.push(line);
  }
  if (isText(unfinished)) table.rowsLeftOut += 1;
  return table;
}

function cells(line: string): string[] {
  return line.split(SEPARATOR).map((cell) => cell.trim());
}

function joinName(row: string[], titles: string[]): string[] {
  const last = titles.length - 1;
  if (titles[last] !== 'name' || row.length <= titles.length) return row;
  return [...row.slice(0, last), row.slice(last).join(SEPARATOR)];
}

function isText(line: string): boolean {
  return line.trim() !== '';
}
