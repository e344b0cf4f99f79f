import type { IncomingHttpHeaders } from 'node:http';

/** Marks a request that comes from another replica, which is answered here or not at all: never passed on again. */
export const FORWARDED_HEADER = 'x-framewatch-forwarded';

/** Whether another replica asks, which wants what is here and nothing else. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers[FORWARDED_HEADER] !== undefined;
}
