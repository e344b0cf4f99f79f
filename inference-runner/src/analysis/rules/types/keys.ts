import { list, number, oneOf, text, value } from '@framewatch/service-kit/config';
import { id } from '../../../config/id.js';
import { parseHours, type Weekday, WEEKDAYS } from '../hours.js';

/** Keys that several types of rules have. */
export const zone = id;
export const line = id;
export const classes = list(text('the name of a class'), 'a list of names of classes').min(1, {
  error: 'a list of one or more names of classes',
});
export const except = list(id, 'a list of ids of zones').default([]);
export const severity = oneOf('info', 'warning', 'critical').optional();
/** How long it has to be so, at most a day. */
export const seconds = number(0, 86_400, 'seconds');
export const hours = value<string>(
  'two times like 22:00-06:00, which differ; over midnight where the second is earlier',
  (v) => typeof v === 'string' && parseHours(v) !== null
);
export const weekdays = value<Weekday[]>(
  `a list of one or more of ${WEEKDAYS.join(', ')}`,
  (v) => Array.isArray(v) && v.length > 0 && v.every((day) => WEEKDAYS.some((known) => known === day))
);
