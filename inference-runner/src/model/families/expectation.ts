import type { ModelSignature, ValueInfo } from '../types.js';
import { FLOATS } from './shapes.js';

/** An input or output that models of a family have. */
export interface ExpectedValue {
  /** Where it has the same name in all of them. */
  name?: string;
  types: readonly string[];
  /** Sizes that are fixed, and words for the others. */
  shape: readonly (number | string)[];
}

/** What models of a family look like, as far as it can be said of all of them. */
export interface Expectation {
  inputs: readonly ExpectedValue[];
  outputs: readonly ExpectedValue[];
  /** What else has to hold: completes "its sizes are not such that …". */
  where?: string;
}

/** One picture, floats in planes. */
export const PICTURE: ExpectedValue = { types: FLOATS, shape: [1, 3, 'height', 'width'] };
/** One picture, the colours of a pixel side by side. */
export function packedPicture(...types: string[]): ExpectedValue {
  return { types, shape: [1, 'height', 'width', 3] };
}

/** Floats of this shape. */
export function floatsOf(shape: ExpectedValue['shape'], name?: string): ExpectedValue {
  return { types: FLOATS, shape, ...(name !== undefined && { name }) };
}

/** Whole numbers of this shape. */
export function integersOf(shape: ExpectedValue['shape'], name?: string): ExpectedValue {
  return { types: ['int64', 'int32'], shape, ...(name !== undefined && { name }) };
}

/** How a model differs from what a family expects. */
export interface Difference {
  /** How many of the names that the family is known by are there: they say most of what a model is. */
  names: number;
  /** 0 where it is as expected; more for what differs more. */
  distance: number;
  /** What differs most, in words. */
  what: string;
}

/** What a value differs in, and one that is missing or is not expected at all. */
const OF_RANK = 3;
const OF_TYPE = 2;
const OF_SIZE = 1;
const OF_NAME = 2;
const OF_NUMBER = 4;

type Part = Omit<Difference, 'names'>;

export function differenceFrom({ inputs, outputs, where }: Expectation, signature: ModelSignature): Difference {
  const differences = [
    ...compare('input', inputs, signature.inputs),
    ...compare('output', outputs, signature.outputs),
  ].sort((a, b) => b.distance - a.distance);
  const [first] = differences;
  const values = [...signature.inputs, ...signature.outputs];
  const isThere = ({ name }: ExpectedValue) => name !== undefined && values.some((value) => value.name === name);
  return {
    names: [...inputs, ...outputs].filter(isThere).length,
    distance: differences.reduce((sum, { distance }) => sum + distance, 0),
    what: first?.what ?? (where === undefined ? 'its metadata says otherwise' : `its sizes are not such that ${where}`),
  };
}

function compare(kind: 'input' | 'output', expected: readonly ExpectedValue[], found: readonly ValueInfo[]): Part[] {
  const rest = [...found];
  const differences = byName(expected).flatMap((wanted): Part[] => {
    const ranked = rest.map((value) => ({ value, distance: distanceOf(wanted, value) }));
    const [nearest] = ranked.sort((a, b) => a.distance - b.distance);
    if (!nearest) return [{ distance: OF_NUMBER, what: `it has no ${kind} ${inWords(wanted)}` }];
    const { value, distance } = nearest;
    rest.splice(rest.indexOf(value), 1);
    return distance === 0 ? [] : [{ distance, what: `its ${kind} ${described(value)} ${unlike(wanted, value)}` }];
  });
  const [more] = rest;
  if (!more) return differences;
  const what =
    rest.length === 1 ? `it has the ${kind} \`${more.name}\` as well` : `it has ${rest.length} ${kind}s more`;
  return [...differences, { distance: OF_NUMBER * rest.length, what }];
}

/** Those that are known by their names first: they take no others. */
function byName(expected: readonly ExpectedValue[]): ExpectedValue[] {
  return [...expected].sort((a, b) => Number(a.name === undefined) - Number(b.name === undefined));
}

function distanceOf({ name, types, shape }: ExpectedValue, value: ValueInfo): number {
  const ofName = name === undefined || name === value.name ? 0 : OF_NAME;
  const ofType = types.includes(value.type) ? 0 : OF_TYPE;
  if (shape.length !== value.shape.length) return ofName + ofType + OF_RANK;
  const differs = (size: number | string, axis: number) => {
    const own = value.shape[axis];
    return typeof size === 'number' && typeof own === 'number' && size !== own;
  };
  return ofName + ofType + shape.filter(differs).length * OF_SIZE;
}

function unlike(wanted: ExpectedValue, value: ValueInfo): string {
  const [batch, ...rest] = value.shape;
  const takesMore = typeof batch === 'number' && distanceOf(wanted, { ...value, shape: [1, ...rest] }) === 0;
  return takesMore ? `is for ${batch} pictures at once: export it for one` : `is not ${inWords(wanted)}`;
}

function described({ name, type, shape }: ValueInfo): string {
  return `\`${name}\` ${type} [${shape.join(', ')}]`;
}

function inWords({ name, types, shape }: ExpectedValue): string {
  const type = types === FLOATS ? 'float' : types.join(' or ');
  return `${name === undefined ? '' : `\`${name}\` `}${type} [${shape.join(', ')}]`;
}
