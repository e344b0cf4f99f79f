import type { z } from 'zod';
import { ProtocolError } from './errors.js';
import { parseWith } from './parse.js';

/** A list from a peer, without its invalid elements. */
export interface ReadList<T> {
  items: T[];
  /** The problem of each element that was left out, with its name or index. */
  leftOut: string[];
}

/** Reads the elements of a list one by one. Leaves out and reports invalid ones. */
export function readList<T>(schema: z.ZodType<T>, elements: readonly unknown[], what: string): ReadList<T> {
  const list: ReadList<T> = { items: [], leftOut: [] };
  elements.forEach((element, index) => {
    try {
      list.items.push(parseWith(schema, element, `${what} ${nameOf(element, 'id') ?? index}`));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      list.leftOut.push(error.message);
    }
  });
  return list;
}

/** Returns the element's name at `key`, if it can be shown. */
export function nameOf(element: unknown, key: string): string | null {
  const name = isRecord(element) ? element[key] : undefined;
  return typeof name === 'string' && /^[\w.-]{1,63}$/.test(name) ? name : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
