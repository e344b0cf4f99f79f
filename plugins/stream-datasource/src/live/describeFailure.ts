import { ViewerFailure } from '@framewatch/viewer-client';

/** Why there is no live connection, and what to do about it. */
export function describeFailure({ kind, detail }: ViewerFailure): string {
  switch (kind) {
    case 'obstacle':
      return detail;
    case 'refused':
      return `The WebSocket to the runner was refused on its way: ${detail}. ${REFUSED_REMEDY}`;
    case 'no-hello':
      return NO_HELLO;
    case 'lost':
    case 'stopping':
      return `The live connection to the runner was lost: ${detail}.`;
    case 'silent':
      return SILENT;
    case 'protocol':
      return `The live connection to the runner cannot go on: ${detail}. Runner and plugin may be of different versions.`;
  }
}

const REFUSED_REMEDY =
  'If there is a reverse proxy before Grafana, it has to let Upgrade through on /api/datasources/proxy/, not only on /api/live/. A stream that has as many viewers as it may have refuses more, too.';
const NO_HELLO =
  'The WebSocket opened, but the runner said nothing on it. Check that nothing between Grafana and the runner holds WebSockets back.';
const SILENT = 'The live connection fell silent: the runner or the network stopped without closing it.';
