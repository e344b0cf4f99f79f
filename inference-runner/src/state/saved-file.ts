import { readFileSync, renameSync, statSync } from 'node:fs';
import { z } from 'zod';

/** Grows when a file of before cannot be understood any more. */
const VERSION = 1;
/** A longer file is not ours. */
const MAX_BYTES = 32 * 1024 * 1024;

const fileSchema = z.object({
  framewatch: z.literal('state'),
  version: z.literal(VERSION),
  stream: z.string(),
  part: z.string(),
  saved: z.unknown(),
});
const newerSchema = z.object({ framewatch: z.literal('state'), version: z.number().int().gt(VERSION) });

export type SavedFile = { saved: unknown } | { missing: true } | { refused: string };

/** Returns the text of a file that holds what a part of a stream keeps. */
export function savedText(stream: string, part: string, saved: unknown): string {
  return `${JSON.stringify({ framewatch: 'state', version: VERSION, stream, part, saved })}\n`;
}

/** Reads such a file. `refused` says why it cannot be used. */
export function readSaved(path: string, stream: string, part: string): SavedFile {
  let text: string;
  try {
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > MAX_BYTES) return { refused: 'it is not a file of the runner' };
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    return code === 'ENOENT' || code === 'ENOTDIR' ? { missing: true } : { refused: `it cannot be read (${code})` };
  }
  const value = parsed(text);
  if (value === undefined) return { refused: 'it is torn, or not a file of the runner' };
  const { data } = fileSchema.safeParse(value);
  if (data?.stream === stream && data.part === part) return { saved: data.saved };
  if (data) return { refused: `it is of ${data.part} of stream ${data.stream}` };
  return {
    refused: newerSchema.safeParse(value).success ? 'it is of a newer version' : 'it is not a file of the runner',
  };
}

/** Gives the file another name beside it, for the operator. Returns that, or null where it could not be done. */
export function moveAside(path: string, timeMs: number): string | null {
  const aside = `${path}.aside-${new Date(timeMs).toISOString().replaceAll(':', '-')}`;
  try {
    renameSync(path, aside);
    return aside;
  } catch {
    return null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
