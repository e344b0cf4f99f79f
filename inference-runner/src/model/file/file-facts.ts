import type { FileFacts, WeightInfo } from '../types.js';
import { namesByNumber, MOST_CLASSES, usableNames } from './names.js';
import { PythonLiteralError, pythonLiteral, type PythonValue } from './python-literal.js';

/** What the metadata says, with what a user should know of it. */
export interface MetadataFacts extends FileFacts {
  /** Pictures in one run that it was exported for. */
  batch: number | null;
  /** Whether it was exported with 16-bit floats. */
  half: boolean | null;
  /** What could not be read and counts as absent, and what was changed; each a sentence. */
  notes: string[];
}

/** What a result has room for (protocol). */
const MOST_KEYPOINTS = 256;
/** Pixels: larger inputs fit no machine. */
const LARGEST_SIDE = 16_384;
const MOST_BATCH = 65_536;
const WORD = /^[A-Za-z][\w.-]{0,63}$/;

/** Reads what exporters write into a model's metadata. What cannot be read becomes a note and counts as absent. */
export function fileFacts(
  metadata: Readonly<Record<string, string>>,
  weights: readonly WeightInfo[] = []
): MetadataFacts {
  const entries = new Entries(metadata);
  const args = entries.dict('args');
  const { batch, half, nms } = Object.fromEntries(['batch', 'half', 'nms'].map((key) => [key, args?.get(key)]));
  return {
    writer: writerOf(entries),
    family: entries.word('framewatch.family'),
    task: entries.word('task'),
    classes: entries.names('framewatch.classes', 'class') ?? entries.names('names', 'class'),
    keypoints: keypointsOf(entries),
    input: inputOf(entries),
    stride: entries.whole('stride', LARGEST_SIDE),
    endToEnd: entries.flag('end2end'),
    head: entries.word('head'),
    nms: typeof nms === 'boolean' ? nms : null,
    batch: entries.whole('batch', MOST_BATCH) ?? (isWhole(batch, MOST_BATCH) ? batch : null),
    half: entries.flag('half') ?? (typeof half === 'boolean' ? half : null),
    weights,
    notes: entries.notes,
  };
}

/** Ultralytics' own keys stand in forks of it too: what they say means the same there. */
function writerOf(entries: Entries): FileFacts['writer'] {
  if (entries.has('framewatch.family')) return 'framewatch';
  if (entries.has('model_family')) return 'libreyolo';
  if (entries.has('names') && entries.has('stride')) return 'ultralytics';
  return entries.has('rfdetr_notes') ? 'rf-detr' : null;
}

function keypointsOf(entries: Entries): FileFacts['keypoints'] {
  const shape = entries.list('kpt_shape') ?? entries.pair('num_keypoints', 'keypoint_dim');
  if (shape === null) return null;
  const [count, values] = shape;
  if (shape.length !== 2 || !isWhole(count, MOST_KEYPOINTS) || (values !== 2 && values !== 3)) {
    entries.note(
      `its keypoints have the shape [${shape.map(String).join(', ')}], expected [1 to ${MOST_KEYPOINTS}, 2 or 3]`
    );
    return null;
  }
  const names = entries.names('kpt_names', 'keypoint');
  if (names === null || names.length === count) return { count, values, names };
  entries.note(`it names ${names.length} keypoints and has ${count}: the names count as absent`);
  return { count, values, names: null };
}

function inputOf(entries: Entries): FileFacts['input'] {
  const sides = entries.pair('imgsz_h', 'imgsz_w') ?? entries.sides('imgsz');
  if (sides === null) return null;
  const [height, width] = sides;
  if (isWhole(height, LARGEST_SIDE) && isWhole(width, LARGEST_SIDE)) return { width, height };
  entries.note(
    `its size is [${sides.map(String).join(', ')}], expected height and width from 1 to ${LARGEST_SIDE} pixels`
  );
  return null;
}

function isWhole(value: unknown, most: number): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= most;
}

/** The entries of metadata, each read as what it should be, with notes of what is not. */
class Entries {
  readonly notes: string[] = [];
  readonly #metadata: Readonly<Record<string, string>>;

  constructor(metadata: Readonly<Record<string, string>>) {
    this.#metadata = metadata;
  }

  note(text: string): void {
    this.notes.push(text);
  }

  has(key: string): boolean {
    return this.#text(key) !== null;
  }

  /** One word, as names of tasks, families and layers are. */
  word(key: string): string | null {
    const text = this.#text(key);
    return text === null || WORD.test(text) ? text : this.#wrong(key, 'a word');
  }

  whole(key: string, most: number): number | null {
    const value = this.#value(key);
    if (value === null || isWhole(value, most)) return value;
    return this.#wrong(key, `a whole number from 1 to ${most}`);
  }

  flag(key: string): boolean | null {
    const value = this.#value(key);
    return value === null || typeof value === 'boolean' ? value : this.#wrong(key, 'True or False');
  }

  list(key: string): PythonValue[] | null {
    const value = this.#value(key);
    return value === null || Array.isArray(value) ? value : this.#wrong(key, 'a list');
  }

  dict(key: string): ReadonlyMap<unknown, PythonValue> | null {
    const value = this.#value(key);
    return value === null || value instanceof Map ? value : this.#wrong(key, 'a dict');
  }

  /** Two values of keys of their own. Null where one of them is not there. */
  pair(first: string, second: string): PythonValue[] | null {
    if (!this.has(first) || !this.has(second)) return null;
    return [this.#value(first), this.#value(second)];
  }

  /** Height and width; one number is both. */
  sides(key: string): PythonValue[] | null {
    const value = this.#value(key);
    if (typeof value === 'number') return [value, value];
    return value === null || Array.isArray(value) ? value : this.#wrong(key, 'height and width');
  }

  /** Names in the order of their numbers; of keypoints, which may stand by class, those of the first class. */
  names(key: string, what: string): string[] | null {
    const value = this.#value(key);
    if (value === null) return null;
    const found = namesByNumber(value instanceof Map && what === 'keypoint' ? firstOf(value) : value);
    if (found === null || found.length === 0 || found.every((name) => name === undefined)) {
      return this.#wrong(key, `names of ${MOST_CLASSES} ${what === 'class' ? 'classes' : 'keypoints'} at most`);
    }
    const { names, notes } = usableNames(found, what);
    this.notes.push(...notes);
    return names;
  }

  #value(key: string): PythonValue {
    const text = this.#text(key);
    if (text === null) return null;
    try {
      return pythonLiteral(text);
    } catch (error) {
      if (!(error instanceof PythonLiteralError)) throw error;
      this.note(`its metadata at \`${key}\` cannot be read and counts as absent: ${error.message}`);
      return null;
    }
  }

  /** A key without a text counts as not there. */
  #text(key: string): string | null {
    const text = Object.hasOwn(this.#metadata, key) ? this.#metadata[key]?.trim() : undefined;
    return text === undefined || text === '' ? null : text;
  }

  #wrong(key: string, expected: string): null {
    this.note(`its metadata at \`${key}\` counts as absent: expected ${expected}`);
    return null;
  }
}

function firstOf(dict: ReadonlyMap<unknown, PythonValue>): PythonValue {
  return dict.values().next().value ?? null;
}
