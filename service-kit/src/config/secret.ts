export type ReadText = (path: string) => string;

/** Reads a file that holds one secret. Neither its content gets into the problem nor its path, which may be the secret. */
export function readSecret(path: string, readText: ReadText): { text: string } | { problem: string } {
  try {
    const text = readText(path).trim();
    return text ? { text } : { problem: 'the file that it names is empty, expected it to hold the secret' };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return {
      problem: `the file that it names cannot be read (${code}): give the path of a file, not the secret itself`,
    };
  }
}
