import type { FileWindow } from './file-window.js';
import { UnreadableError } from './unreadable-error.js';

/** A place in the file, from its first byte to the one after its last. */
export interface Span {
  start: number;
  end: number;
}

/** A field of a message, and where its content lies. Only whoever wants a text or an inner message reads it. */
export interface Field {
  id: number;
  type: 'number' | 'fixed' | 'bytes';
  /** Of a number, as the 64 bits that were written; 0 otherwise. */
  value: bigint;
  content: Span;
}

/** Seven bits a byte, for 64 bits. */
const VARINT_BYTES = 10;
/** A tag, and a number or length. */
const HEAD_BYTES = 2 * VARINT_BYTES;
/** The highest number that protobuf has for a field. */
const HIGHEST_ID = 2 ** 29 - 1;
/** Fields that are looked at in one file. A node is one of them, a weight about ten: 10,000 weights have 100,000. */
const MOST_FIELDS = 1_000_000;
/** Texts that are read of one file, bytes. Real models have some 100 KiB of names. */
const MOST_TEXT = 32 * 1024 * 1024;

/**
 * Reads protobuf messages out of a file, field by field, and skips what nobody asks for: weights are never read. Work and
 * memory are bounded for each file. What is no message rejects with an UnreadableError.
 *
 * Whoever knows the fields of an inner message reads it in turn, so that how deep it goes is in the code, not in the file.
 */
export class ProtobufReader {
  readonly #file: FileWindow;
  #fields = 0;
  #text = 0;

  constructor(file: FileWindow) {
    this.#file = file;
  }

  get whole(): Span {
    return { start: 0, end: this.#file.size };
  }

  /** The fields of the message in this place, in the order of the file. */
  async *fields({ start, end }: Span): AsyncGenerator<Field, void, undefined> {
    for (let at = start; at < end;) {
      this.#fields += 1;
      if (this.#fields > MOST_FIELDS) throw new UnreadableError(`it has more than ${MOST_FIELDS} fields`, at);
      const head = await this.#file.view(at, Math.min(HEAD_BYTES, end - at));
      const field = parseField(head, at);
      const missing = field.content.end - end;
      if (missing > 0)
        throw new UnreadableError(`a field ends ${missing} bytes behind the end of ${this.#what(end)}`, at);
      yield field;
      at = field.content.end;
    }
  }

  /** The text in this place. Rejects with an UnreadableError if it has more than `most` bytes. */
  async text({ start, end }: Span, most: number): Promise<string> {
    const length = end - start;
    if (length > most) throw new UnreadableError(`a name has ${length} bytes, expected ${most} at most`, start);
    this.#text += length;
    if (this.#text > MOST_TEXT) throw new UnreadableError(`its names have more than ${MOST_TEXT} bytes`, start);
    return (await this.#file.view(start, length)).toString('utf8');
  }

  #what(end: number): string {
    return end === this.#file.size ? 'the file' : 'its message';
  }
}

/** The place of a text or an inner message. */
export function span({ type, content }: Field): Span {
  if (type !== 'bytes') throw new UnreadableError('a number stands in the place of a text or message', content.start);
  return content;
}

/** A number; what an int64 has below zero is below zero. */
export function integer({ type, value, content }: Field): number {
  if (type !== 'number') throw new UnreadableError('something else stands in the place of a number', content.start);
  return Number(BigInt.asIntN(64, value));
}

/** The field that begins with `head`, at the place `at` of the file. Its content may end behind the end of all. */
function parseField(head: Buffer, at: number): Field {
  const tag = varint(head, 0, at);
  const id = Number(tag.value >> 3n);
  if (id < 1 || id > HIGHEST_ID) throw new UnreadableError(`there is no field ${id}`, at);
  const start = at + tag.length;
  const field = (type: Field['type'], start: number, length: number, value = 0n): Field => {
    return { id, type, value, content: { start, end: start + length } };
  };
  switch (Number(tag.value & 7n)) {
    case 0: {
      const { value, length } = varint(head, tag.length, at);
      return field('number', start, length, value);
    }
    case 1:
      return field('fixed', start, 8);
    case 2: {
      const { value, length } = varint(head, tag.length, at);
      return field('bytes', start + length, Number(value));
    }
    case 5:
      return field('fixed', start, 4);
    default:
      throw new UnreadableError(`field ${id} has the wire type ${tag.value & 7n}, which ONNX does not use`, at);
  }
}

function varint(bytes: Buffer, from: number, at: number): { value: bigint; length: number } {
  let value = 0n;
  for (let i = 0; i < VARINT_BYTES; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) throw new UnreadableError('it ends in the middle of a number', at);
    value |= BigInt(byte & 127) << BigInt(7 * i);
    if (byte < 128) return { value: BigInt.asUintN(64, value), length: i + 1 };
  }
  throw new UnreadableError(`a number has more than ${VARINT_BYTES} bytes`, at);
}
