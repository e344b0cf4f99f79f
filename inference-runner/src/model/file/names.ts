import type { PythonValue } from './python-literal.js';

/** What a result has room for (protocol), characters. */
const MOST_CHARACTERS = 128;
/** A model with more classes is none of objects in pictures. */
export const MOST_CLASSES = 10_000;

/** A space and the number of a name that is there already. */
const NUMBER_CHARACTERS = 1 + String(MOST_CLASSES).length;

/** Names in the order of their numbers, and what was changed in them. */
export interface Names {
  names: string[];
  notes: string[];
}

/** Reads a list of names, or names by their numbers in any order. Null where it is neither. */
export function namesByNumber(value: PythonValue): (string | undefined)[] | null {
  if (Array.isArray(value)) return value.length <= MOST_CLASSES ? value.map(asName) : null;
  if (!(value instanceof Map)) return null;
  const names: (string | undefined)[] = [];
  for (const [key, name] of value) {
    const number = typeof key === 'string' && /^\d{1,9}$/.test(key) ? Number(key) : key;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 0 || number >= MOST_CLASSES) return null;
    names[number] = asName(name);
  }
  return Array.from(names);
}

function asName(value: PythonValue): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/**
 * Makes names that a result can carry of those in a file: each there, of 128 characters at most, without control characters, and
 * unique. A model is of more use with a name that was changed than without its names.
 */
export function usableNames(found: readonly (string | undefined)[], what: string): Names {
  const notes: string[] = [];
  const note = (places: number[], change: string) => {
    if (places.length > 0) notes.push(`${what} ${shortened(places)}: ${change}`);
  };
  const clean = found.map((name) => name?.replace(UNUSABLE, ' ').trim());
  note(
    placesOf(clean, (name) => !name),
    `no name in the file, named by number`
  );
  note(
    placesOf(clean, (name) => (name?.length ?? 0) > MOST_CHARACTERS),
    `cut to ${MOST_CHARACTERS} characters`
  );

  const taken = new Set<string>();
  const nextNumbers = new Map<string, number>();
  const twice: number[] = [];
  const names = clean.map((name, place) => {
    const wanted = cut(name?.length ? name : `${what} ${place}`, MOST_CHARACTERS);
    let unique = wanted;
    if (taken.has(wanted)) {
      const stem = cut(wanted, MOST_CHARACTERS - NUMBER_CHARACTERS);
      // Goes on where the last name with this stem ended, so that thousands of equal names take no longer than others.
      let number = nextNumbers.get(stem) ?? 2;
      while (taken.has(`${stem} ${number}`)) number += 1;
      unique = `${stem} ${number}`;
      nextNumbers.set(stem, number + 1);
      twice.push(place);
    }
    taken.add(unique);
    return unique;
  });
  note(twice, 'a name that is there already, numbered');
  return { names, notes };
}

/** Control characters, line separators, and halves of characters. */
const UNUSABLE = /[\p{Cc}\p{Cs}\u2028\u2029]/gu;

/** As much of the text as fits, in UTF-16 units as the protocol counts, without half a character at its end. */
function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '');
}

function placesOf(names: readonly (string | undefined)[], is: (name: string | undefined) => boolean): number[] {
  return names.flatMap((name, place) => (is(name) ? [place] : []));
}

/** A note that names thousands of places is not read. */
function shortened(places: readonly number[]): string {
  const more = places.length - 5;
  return places.slice(0, 5).join(', ') + (more > 0 ? ` and ${more} more` : '');
}
