export type ReadText = (path: string) => string;

/** What a file with one secret holds, or what is wrong with the file. */
export type Secret = { text: string } | { problem: string };

/**
 * Reads a file that holds one secret. Neither its content gets into the problem nor its path, which may be the secret.
 */
export function readSecret(path: string, readText: ReadText): Secret {
  try {
    return secretIn(readText(path));
  } catch (error) {
    return unreadable(error);
  }
}

/** Like readSecret, without holding up the process: for a file that is read again while others are served. */
export async function readSecretAgain(path: string, readText: (path: string) => Promise<string>): Promise<Secret> {
  try {
    return secretIn(await readText(path));
  } catch (error) {
    return unreadable(error);
  }
}

function secretIn(content: string): Secret {
  const text = content.trim();
  return text ? { text } : { problem: 'the file that it names is empty, expected it to hold the secret' };
}

function unreadable(error: unknown): Secret {
  const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
  return { problem: `the file that it names cannot be read (${code}): give the path of a file, not the secret itself` };
}
