import type { ByeReason, StreamCheck } from '@framewatch/protocol';
import type { ViewerFailure } from './types.js';

/** How one socket ended. */
export type ConnectionEnd =
  { kind: 'closed' } | { kind: 'malformed'; detail: string } | { kind: 'silent' } | { kind: 'bye'; reason: ByeReason };

export function checkFailure({ obstacle, message }: Extract<StreamCheck, { ok: false }>): ViewerFailure {
  return { kind: 'obstacle', obstacle, detail: message };
}

/** `greeted`: the runner had said hello; `complaint`: the last that it complained of, in its words. */
export function endFailure(end: ConnectionEnd, greeted: boolean, complaint: string | null): ViewerFailure {
  switch (end.kind) {
    case 'malformed':
      return { kind: 'protocol', detail: end.detail };
    case 'bye':
      return byeFailure(end.reason, complaint);
    case 'silent':
      return greeted
        ? { kind: 'silent', detail: 'the runner fell silent' }
        : { kind: 'no-hello', detail: 'the WebSocket brought no answer' };
    case 'closed':
      return greeted
        ? { kind: 'lost', detail: complaint ?? 'the connection broke' }
        : { kind: 'refused', detail: complaint ?? 'the WebSocket did not open' };
  }
}

function byeFailure(reason: ByeReason, complaint: string | null): ViewerFailure {
  switch (reason) {
    case 'shutdown':
      return { kind: 'stopping', detail: 'the runner is shutting down' };
    case 'renew':
      return { kind: 'lost', detail: 'the runner wants this connection to be made anew' };
    case 'protocol':
      return { kind: 'protocol', detail: complaint ?? 'the runner did not understand this viewer' };
  }
}
