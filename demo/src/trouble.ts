const WARNING = 40;

/**
 * What a person watching the demo wants of a part's log: the words of a warning or worse, and whatever is no log line,
 * as the runtime or a library wrote it. Null for the rest.
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
