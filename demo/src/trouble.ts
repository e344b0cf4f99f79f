const WARNING = 40;

/**
 * Returns the part of a log line to show: the message of a warning or worse, and unchanged text that is not a log line.
 * Null for other lines.
 */
export function troubleIn(line: string): string | null {
  const { level, msg } = entryOf(line);
  const quiet = typeof level === 'number' ? level < WARNING : level === 'info' || level === 'debug';
  if (quiet) return null;
  return typeof msg === 'string' ? msg : line;
}

function entryOf(line: string): { level?: unknown; msg?: unknown } {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === 'object' && entry !== null ? entry : {};
  } catch {
    return {};
  }
}
