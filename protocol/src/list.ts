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
      list.items.push(parseWith(schema, element, `${what} ${nameOf(element) ?? index}`));
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      list.leftOut.push(error.message);
    }
  });
  return list;
}

/** The element's id, where that can be shown. */
function nameOf(element: unknown): string | null {
  const id = typeof element === 'object' && element !== null && 'id' in element ? element.id : null;
  return typeof id === 'string' && /^[\w.-]{1,63}$/.test(id) ? id : null;
}
