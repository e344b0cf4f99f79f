/** Checked access to parsed JSON. */
import { MalformedModelError } from './errors.js';

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws MalformedModelError when the key holds no string */
export function stringAt(record: JsonRecord, key: string, where: string): string {
  const value = record[key];
  if (typeof value !== 'string') throw new MalformedModelError(`${where}.${key}`, 'is not a string');
  return value;
}
