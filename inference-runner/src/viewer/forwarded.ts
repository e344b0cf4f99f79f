import type { IncomingHttpHeaders } from 'node:http';

/** Marks a request from another replica. It is never passed on again. */
export const FORWARDED_HEADER = 'x-framewatch-forwarded';

/** Returns whether the request comes from another replica, which asks for this replica's own streams only. */
export function isForwarded(headers: IncomingHttpHeaders): boolean {
  return headers[FORWARDED_HEADER] !== undefined;
}
