import { idSchema } from '@framewatch/protocol';
import { looksLikeAddress } from '@framewatch/service-kit';
import { z } from 'zod';

/**
 * A value that `accepts` checks. `expected` completes the sentence "got …, expected …" for every wrong value.
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

export const id = value<string>(
  'an id: text of 1 to 63 letters, digits, dots, dashes and underscores, in quotes if it is a number',
  (v) => idSchema.safeParse(v).success
);

export const httpUrl = value<string>(
  'an address like http://influxdb:8086',
  (v) => typeof v === 'string' && /^https?:\/\//i.test(v) && URL.canParse(v)
);
