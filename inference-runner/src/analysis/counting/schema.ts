import { filled, integer, mapping, oneOf, text, value, WHOLE_MESSAGE } from '@framewatch/service-kit/config';
import { anchorSchema } from '@framewatch/protocol';
import { z } from 'zod';
import { id } from '../../config/id.js';
import { CORNERS, polygonProblem } from './polygon-problem.js';

const isPoint = (v: unknown): boolean =>
  Array.isArray(v) && v.length === 2 && v.every((n) => typeof n === 'number' && n >= 0 && n <= 1);

const point = value<[number, number]>('a point [x, y], in fractions of the picture from 0 to 1', isPoint);

const corners = value<[number, number][]>(
  `a list of ${CORNERS[0]} to ${CORNERS[1]} points [x, y], in fractions of the picture from 0 to 1`,
  (v) => Array.isArray(v) && v.length >= CORNERS[0] && v.length <= CORNERS[1] && v.every(isPoint)
).transform((points, context) => {
  const message = polygonProblem(points);
  if (message === null) return points;
  context.addIssue({ code: 'custom', message, params: WHOLE_MESSAGE });
  return z.NEVER;
});

const counted = {
  classes: filled(text('the name of a class'), 'a list of names of classes').optional(),
  anchor: oneOf(...anchorSchema.options).default('bottom'),
};

/** One of `zones` in the configuration of a stream. */
export const zoneSchema = mapping({ id, points: corners, ...counted });
export type ZoneConfig = z.output<typeof zoneSchema>;

/** One of `lines` in the configuration of a stream. */
export const lineSchema = mapping({ id, from: point, to: point, ...counted }).refine(
  ({ from, to }) => from[0] !== to[0] || from[1] !== to[1],
  { path: ['to'], error: 'a point that differs from `from`' }
);
export type LineConfig = z.output<typeof lineSchema>;

export interface CountingConfig {
  /** Frames on end after which an object counts as across. */
  readonly frames: number;
}

export const COUNTING_DEFAULTS: CountingConfig = { frames: 3 };

/** `counting` in the configuration of a stream. */
export const countingSchema = mapping({
  frames: integer(1, 100, 'frames, a whole number').default(COUNTING_DEFAULTS.frames),
}).prefault({});

/** `timeZone` of the runner. */
export const timeZoneSchema = value<string>('a time zone like Europe/Berlin or UTC', isTimeZone);

function isTimeZone(v: unknown): boolean {
  if (typeof v !== 'string') return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: v });
    return true;
  } catch {
    return false;
  }
}
