import { z } from 'zod';
import { mapping, oneOf } from '@framewatch/service-kit/config';
import { Roster } from '../../counting/roster.js';
import { classes, line, severity } from './keys.js';
import type { RuleType } from './rule-type.js';

const TYPE = 'wrong-way';

const schema = mapping({
  type: z.literal(TYPE),
  line,
  direction: oneOf('in', 'out'),
  classes: classes.optional(),
  severity,
});

/** An object has crossed a line in the direction that is wrong. It lasts until the object is back, or gone. */
export const wrongWay: RuleType<typeof schema> = {
  type: TYPE,
  schema,
  severity: 'warning',
  needs: ['tracks'],
  create({ line, direction: wrong, classes }, { areas }) {
    const crossings = areas.crossings(line);
    /** `since`: the track with which it crossed; null while it is where it may be. */
    const roster = new Roster(() => ({ whereabouts: crossings.create(), since: null as number | null }));
    const matters = (name: string) => crossings.counts(name) && (classes?.includes(name) ?? true);
    let epoch: number | null = null;
    return {
      seconds: 0,
      find(result) {
        if (result.epoch !== epoch) roster.dismiss();
        epoch = result.epoch;
        const seen = roster.see(result);
        roster.gone(result.ptsUs);
        return [...seen].flatMap(([{ class: name, box, track }, { of }]) => {
          if (!matters(name) || track === undefined) return [];
          const direction = crossings.see(of.whereabouts, box);
          if (direction !== null) of.since = direction === wrong ? track : null;
          return of.since === null ? [] : [{ subject: String(of.since), track, class: name, box }];
        });
      },
      tell: ({ class: name = 'object' }) => ({
        message: `${name} crossed line ${line} the wrong way, ${wrong}`,
        line,
        direction: wrong,
      }),
    };
  },
};
