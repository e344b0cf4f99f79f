import { MalformedModelError, UnsupportedDtypeError } from './errors.js';
import { isRecord, type JsonRecord } from './json.js';
import type { Dim } from './shape.js';
import type { Dtype } from './tensor.js';

/** TensorFlow's names and numbers of element types; what is not here is not supported. */
const DTYPES: Readonly<Record<string, Dtype>> = {
  DT_FLOAT: 'float32',
  DT_INT32: 'int32',
  DT_INT64: 'int32',
  DT_BOOL: 'bool',
  1: 'float32',
  3: 'int32',
  9: 'int32',
  10: 'bool',
};

/**
 * The attributes of one node, as protobuf's JSON form has them: integers may be strings, strings are base64.
 * Each reader takes what to give when the attribute is absent; without it, absence is a MalformedModelError.
 */
export class Attributes {
  constructor(
    private readonly node: string,
    private readonly record: JsonRecord
  ) {}

  int(key: string, absent?: number): number {
    const value = this.field(key, 'i');
    return value === undefined ? this.orThrow(key, absent) : this.toInt(key, value);
  }

  float(key: string, absent?: number): number {
    const value = this.field(key, 'f') ?? absent;
    return typeof value === 'number' ? value : this.orThrow<number>(key);
  }

  bool(key: string, absent?: boolean): boolean {
    const value = this.field(key, 'b') ?? absent;
    return typeof value === 'boolean' ? value : this.orThrow<boolean>(key);
  }

  string(key: string, absent?: string): string {
    const value = this.field(key, 's');
    return value === undefined ? this.orThrow(key, absent) : this.toText(key, value);
  }

  ints(key: string, absent?: readonly number[]): readonly number[] {
    const items = this.items(key, 'i');
    return items === undefined ? this.orThrow(key, absent) : items.map((item) => this.toInt(key, item));
  }

  strings(key: string, absent?: readonly string[]): readonly string[] {
    const items = this.items(key, 's');
    return items === undefined ? this.orThrow(key, absent) : items.map((item) => this.toText(key, item));
  }

  /** @throws UnsupportedDtypeError for a type that the converter does not know */
  dtype(key: string): Dtype {
    const value = this.field(key, 'type');
    if (typeof value !== 'string' && typeof value !== 'number') return this.orThrow<Dtype>(key);
    const dtype = DTYPES[value];
    if (dtype === undefined) throw new UnsupportedDtypeError(String(value), this.node);
    return dtype;
  }

  /** A shape; TensorFlow writes an unknown dimension as -1. */
  shape(key: string): Dim[] {
    const shape = this.field(key, 'shape');
    if (!isRecord(shape)) return this.orThrow<Dim[]>(key);
    const dims = shape.dim ?? [];
    if (!Array.isArray(dims)) return this.orThrow<Dim[]>(key);
    return dims.map((dim: unknown) => {
      const size = this.toInt(key, isRecord(dim) ? dim.size : undefined);
      return size < 0 ? null : size;
    });
  }

  private field(key: string, kind: string): unknown {
    const attribute = this.record[key];
    return isRecord(attribute) ? attribute[kind] : undefined;
  }

  private items(key: string, kind: string): readonly unknown[] | undefined {
    const items = this.field(key, 'list');
    if (!isRecord(items)) return undefined;
    const values: unknown = items[kind] ?? [];
    return Array.isArray(values) ? (values as unknown[]) : this.orThrow<unknown[]>(key);
  }

  private toInt(key: string, value: unknown): number {
    const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
    return Number.isSafeInteger(number) ? number : this.orThrow<number>(key);
  }

  private toText(key: string, value: unknown): string {
    return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : this.orThrow<string>(key);
  }

  private orThrow<T>(key: string, absent?: T): T {
    if (absent !== undefined) return absent;
    throw new MalformedModelError(`attribute ${key} of node \`${this.node}\``, 'is missing or of the wrong kind');
  }
}
