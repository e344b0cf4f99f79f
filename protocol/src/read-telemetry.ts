import { z } from 'zod';
import { ProtocolError } from './errors.js';
import { isRecord, nameOf } from './list.js';
import { parseWith } from './parse.js';
import {
  labelSchema,
  modelTelemetrySchema,
  sinkTelemetrySchema,
  streamTelemetrySchema,
  type TelemetrySnapshot,
  telemetrySnapshotSchema,
} from './telemetry.js';

/** What of a snapshot can be left out: a whole stream, model or sink, or a detail of one: a class, a zone, a reason. */
export const TELEMETRY_ELEMENTS = ['stream', 'model', 'sink', 'detail'] as const;
export type TelemetryElement = (typeof TELEMETRY_ELEMENTS)[number];

/** Something in a snapshot that is not what it should be. */
export interface OddTelemetry {
  element: TelemetryElement;
  /** Where it stands and what is wrong with it. */
  problem: string;
}

export interface ReadTelemetry {
  snapshot: TelemetrySnapshot;
  leftOut: OddTelemetry[];
}

/** More than that is no odd element in a snapshot, but something else than a snapshot. */
const MAX_LEFT_OUT = 100;

const elementsSchema = telemetrySnapshotSchema.extend({
  streams: z.array(z.unknown()),
  models: z.array(z.unknown()),
  sinks: z.array(z.unknown()),
});

/** The lists and records in an element, by key, and what each of theirs has to be. */
type Details = ReadonlyMap<string, z.core.$ZodType>;

function detailsOf({ shape }: z.ZodObject): Details {
  return new Map(
    Object.entries(shape).flatMap(([key, type]) => {
      if (type instanceof z.ZodArray) return [[key, type.element]];
      return type instanceof z.ZodRecord ? [[key, type.valueType]] : [];
    })
  );
}

/**
 * Reads the answer of `/telemetry`: an odd stream, model or sink is left out and told, and so is an odd detail, while
 * the rest of its stream or sink is kept. Throws a ProtocolError for what is no snapshot, or is odd all over.
 */
export function parseTelemetry(value: unknown): ReadTelemetry {
  const { runner, streams, models, sinks } = parseWith(elementsSchema, value, 'telemetry');
  const leftOut: OddTelemetry[] = [];
  const snapshot = {
    runner,
    streams: readElements('stream', streamTelemetrySchema, streams, leftOut),
    models: readElements('model', modelTelemetrySchema, models, leftOut),
    sinks: readElements('sink', sinkTelemetrySchema, sinks, leftOut),
  };
  return { snapshot, leftOut };
}

function readElements<T>(
  element: TelemetryElement,
  schema: z.ZodType<T> & z.ZodObject,
  elements: readonly unknown[],
  leftOut: OddTelemetry[]
): T[] {
  const details = detailsOf(schema);
  return elements.flatMap((one, i) => {
    const whole = schema.safeParse(one);
    if (whole.success) return [whole.data];
    if (leftOut.length >= MAX_LEFT_OUT) throw new ProtocolError('malformed', 'telemetry: odd in too many places');
    const where = `${element} ${nameOf(one, element) ?? i}`;
    try {
      const { rest, odd } = withoutOddDetails(one, details, where);
      const item = parseWith(schema, rest, where);
      leftOut.push(...odd);
      return [item];
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      leftOut.push({ element, problem: error.message });
      return [];
    }
  });
}

/** Throws a ProtocolError where too many are odd. */
function withoutOddDetails(one: unknown, details: Details, where: string): { rest: unknown; odd: OddTelemetry[] } {
  const odd: OddTelemetry[] = [];
  const isSound = (schema: z.core.$ZodType, value: unknown, place: string): boolean => {
    const result = z.safeParse(schema, value);
    if (result.success) return true;
    odd.push({ element: 'detail', problem: `${where} at ${place}: ${result.error.issues[0]?.message ?? 'not valid'}` });
    if (odd.length > MAX_LEFT_OUT) throw new ProtocolError('malformed', `${where}: odd in too many places`);
    return false;
  };
  if (!isRecord(one)) return { rest: one, odd };
  const rest = Object.entries(one).map(([key, value]): [string, unknown] => {
    const schema = details.get(key);
    if (schema === undefined) return [key, value];
    if (Array.isArray(value)) return [key, value.filter((item, i) => isSound(schema, item, `${key}.${i}`))];
    if (!isRecord(value)) return [key, value];
    const entries = Object.entries(value).filter(
      ([name, item], i) => isSound(labelSchema, name, `${key}.${i}`) && isSound(schema, item, `${key}.${shown(name)}`)
    );
    return [key, Object.fromEntries(entries)];
  });
  return { rest: Object.fromEntries(rest), odd };
}

function shown(name: string): string {
  return /^[\w. -]{1,63}$/.test(name) ? name : '…';
}
