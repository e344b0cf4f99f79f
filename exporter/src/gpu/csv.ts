/** The output of nvidia-smi is not the expected table. */
export class GpuOutputError extends Error {
  override readonly name = 'GpuOutputError';
}

/** The answer to `--query-gpu=… --format=csv`: a header and one row per GPU, cells trimmed. */
export interface Table {
  /** Titles of the columns: a field's name, and its unit in brackets where it has one. */
  titles: string[];
  /** Rows with as many cells as there are titles. */
  rows: string[][];
  /** Rows that have another number of cells or are cut off, so that their cells cannot be assigned. */
  rowsLeftOut: number;
  /** Other lines: warnings before or after the table. */
  messages: string[];
}

const SEPARATOR = ', ';

/**
 * Finds the table in the output of nvidia-smi. Its CSV has no quoting, so a row whose number of cells differs from that
 * of the titles is left out. Only the name is free text; as the last column it may contain separators. Throws a
 * GpuOutputError when there is no header.
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
