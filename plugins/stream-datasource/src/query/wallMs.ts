import { Clock } from '@framewatch/viewer-client';

/** Milliseconds since 1970, as ranges and points in time have them. */
export function wallMs(clock: Clock): number {
  return Math.floor(clock.wallUs() / 1000);
}
