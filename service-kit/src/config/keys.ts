import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { isMapping, type KeyPath, valueAt } from './path.js';

/** The keys that `schema` takes at `path` of `values`; of several kinds of mapping those of the kind that is written there. */
export function knownKeys(schema: z.core.$ZodType, path: KeyPath, values: unknown): string[] {
  const [part, ...rest] = path;
  return kindsOf(schema, values).flatMap((kind) => {
    if (kind instanceof z.ZodArray) return knownKeys(kind.element, rest, valueAt(values, path.slice(0, 1)));
    if (!(kind instanceof z.ZodObject)) return [];
    const shape: Readonly<Record<string, z.core.$ZodType>> = kind.shape;
    if (part === undefined) return Object.keys(shape);
    const inner = shape[part];
    return inner ? knownKeys(inner, rest, valueAt(values, [part])) : [];
  });
}

/** The schemas behind what is optional, has a default, is read, or is one of several. */
function kindsOf(schema: z.core.$ZodType, value: unknown): z.core.$ZodType[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return kindsOf(schema.unwrap(), value);
  if (schema instanceof z.ZodPipe) return kindsOf(schema.in, value);
  if (schema instanceof z.ZodDiscriminatedUnion) {
    const { discriminator } = schema.def;
    const isOfKind = (kind: z.core.$ZodType) =>
      kind instanceof z.ZodObject &&
      isMapping(value) &&
      z.safeParse((kind.shape as z.core.$ZodShape)[discriminator] ?? z.never(), value[discriminator]).success;
    return schema.options.filter(isOfKind);
  }
  return schema instanceof z.ZodUnion ? schema.options.flatMap((kind) => kindsOf(kind, value)) : [schema];
}

/**
 * What to write instead of a key that there is not: one that is spelt like it, of those that are still `free`, or else
 * all there are.
 */
export function keyRemedy(key: string, known: readonly string[], free: readonly string[]): string {
  const alike = similar(key, free);
  if (alike !== undefined) return `did you mean \`${alike}\`?`;
  return known.length > 0 ? `known are ${known.join(', ')}` : 'there are none here';
}

/** Most letters that are wrong, left out or too many; in a short key at most half of them. */
const MOST_WRONG = 3;
/** Letters of a key that may be a part of another. */
const SHORTEST_PART = 3;

/** `prot` is like `port`, `target_fps` and `fps` like `targetFps`. */
function similar(key: string, known: readonly string[]): string | undefined {
  const plain = (name: string) => name.toLowerCase().replace(/[_-]/g, '');
  const asked = plain(key);
  const byPlain = new Map(known.map((name) => [plain(name), name]));
  if (byPlain.size === 0) return undefined;
  const nearest = closest(asked, [...byPlain.keys()]);
  if (distance(asked, nearest) <= Math.min(asked.length / 2, MOST_WRONG)) return byPlain.get(nearest);
  const part = asked.length >= SHORTEST_PART ? [...byPlain.keys()].find((name) => name.includes(asked)) : undefined;
  return part === undefined ? undefined : byPlain.get(part);
}
