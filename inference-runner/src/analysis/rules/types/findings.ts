import type { Detection } from '@framewatch/protocol';
import type { Areas } from '../areas.js';
import type { Finding } from '../episodes.js';
import type { Body } from '../posture/index.js';

/** The finding about an object that is followed; none about one that is not yet. */
export function ofTrack({ track, class: name, box }: Detection): Finding[] {
  return track === undefined ? [] : [{ subject: String(track), track, class: name, box }];
}

/** Whether at least half of what is seen of a body is in one of the zones. */
export function isWithin(body: Body | null, zones: readonly string[], areas: Areas): boolean {
  if (!body) return false;
  return zones.some((zone) => body.seen.filter((place) => areas.holds(zone, place)).length * 2 >= body.seen.length);
}
