import { z } from 'zod';
import { looksLikeAddress } from '../redact.js';

/**
 * What the values of a configuration may be. The message of every schema is what was expected: it completes the sentence
 * "got …, expected …" (see `schemaProblems`).
 */
export function value<T>(expected: string, accepts: (value: unknown) => boolean): z.ZodType<T> {
  return z.custom<T>(accepts, { error: expected });
}

export const isText = (v: unknown): v is string => typeof v === 'string' && v.trim() !== '';

export const A_MAPPING = 'a mapping with keys of its own';

export const mapping = <T extends z.ZodRawShape>(shape: T) => z.strictObject(shape, { error: A_MAPPING });
export const list = <T extends z.ZodType>(entry: T, what: string) => z.array(entry, { error: what });
export const filled = <T extends z.ZodType>(entry: T, what: string) => list(entry, what).min(1, { error: what });

export const text = (what: string) => value<string>(`${what} (text)`, isText);
/** Refuses an address in the place of a path: the error of a file that cannot be opened would quote its password. */
export const filePath = (what: string) =>
  value<string>(`the path of ${what}`, (v) => isText(v) && !looksLikeAddress(v));
export const flag = value<boolean>('true or false', (v) => typeof v === 'boolean');
export const number = (from: number, to: number, what = 'a number') =>
  value<number>(`${what} from ${from} to ${to}`, (v) => typeof v === 'number' && v >= from && v <= to);
export const integer = (from: number, to: number, what = 'a whole number') =>
  value<number>(`${what} from ${from} to ${to}`, (v) => Number.isInteger(v) && Number(v) >= from && Number(v) <= to);
export const oneOf = <const T extends string>(...names: T[]) =>
  value<T>(`one of ${names.join(', ')}`, (v) => names.some((name) => name === v));

export const port = integer(0, 65_535, 'a port, a whole number');

export const httpUrl = value<string>(
  'an address like http://influxdb:8086',
  (v) => typeof v === 'string' && /^https?:\/\//i.test(v) && URL.canParse(v)
);

/** Marks an issue whose message says by itself what is wrong, without a secret. */
export const WHOLE_MESSAGE = { wholeMessage: true };

/** A text that `read` makes something of; otherwise it says what is wrong, without the text, which may be a secret. */
export const textThat = <T>(expected: string, read: (text: string) => { value: T } | { problem: string }) =>
  value<string>(expected, isText).transform((written, context): T => {
    const result = read(written);
    if ('value' in result) return result.value;
    context.addIssue({ code: 'custom', message: result.problem, params: WHOLE_MESSAGE });
    return z.NEVER;
  });
