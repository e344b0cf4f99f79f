import type { z } from 'zod';
import { ProtocolError } from './errors.js';
import { parseWith } from './parse.js';

/** A list from a peer, without those of its elements that are not what they should be. */
export interface ReadList<T> {
  items: T[];
  /** What was wrong with each element that is not among the items, and which one it was. */
  leftOut: string[];
}

/** Reads the elements of a list one by one: an odd one is left out and told, the others are read. */
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

/** The element's name, which stands at `key`, where that can be shown. */
export function nameOf(element: unknown, key: string): string | null {
  const name = isRecord(element) ? element[key] : undefined;
  return typeof name === 'string' && /^[\w.-]{1,63}$/.test(name) ? name : null;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
