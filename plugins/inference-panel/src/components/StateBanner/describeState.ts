import type { StreamObstacle } from '@framewatch/protocol';
import type { PlayerState } from '../../live';

export interface StateDescription {
  severity: 'info' | 'warning' | 'error';
  title: string;
  /** What is the case, and what to do about it. */
  detail: string;
  /** What a button offers. */
  action?: string;
}

type Camera = Extract<PlayerState, { kind: 'camera-down' }>['camera'];

const NO_REASON = 'The runner gives no reason; its log may.';

/** The details are for a runner that gives no reason. */
const CAMERA: Record<Camera, StateDescription> = {
  connecting: { severity: 'info', title: 'Camera is being opened', detail: 'Waiting for the first picture.' },
  'waiting-for-key-frame': { severity: 'info', title: 'Waiting for a key frame', detail: NO_REASON },
  stalled: { severity: 'warning', title: 'Camera stalled', detail: NO_REASON },
  waiting: { severity: 'warning', title: 'Camera down, will be tried again', detail: NO_REASON },
  ended: { severity: 'info', title: 'Video ended', detail: 'The file was played to its end.' },
  failed: { severity: 'error', title: 'Camera failed', detail: NO_REASON },
  stopped: { severity: 'info', title: 'Stream stopped', detail: 'The runner has stopped watching it.' },
};

/** What to tell the viewer; null when the picture speaks for itself. */
export function describeState(state: PlayerState): StateDescription | null {
  switch (state.kind) {
    case 'live':
      return null;
    case 'connecting':
      return { severity: 'info', title: 'Connecting', detail: 'Waiting for the first picture.' };
    case 'stalled': {
      const detail = `Connected, but no picture for ${Math.floor(state.forMs / 1000)} s. The camera or the network may be slow; this panel keeps trying.`;
      return { severity: 'warning', title: 'Video stalled', detail };
    }
    case 'camera-down':
      return { ...CAMERA[state.camera], ...(state.reason && { detail: state.reason }) };
    case 'disconnected':
      return describeFailure(state);
    case 'unsupported': {
      const detail = state.refused.map((refusal) => `${refusal.kind}: ${refusal.detail}.`).join(' ');
      const title = 'This browser cannot show the video';
      return { severity: 'error', title, detail: `${detail} ${remedyFor(state.refused)}` };
    }
  }
}

function remedyFor(refused: Extract<PlayerState, { kind: 'unsupported' }>['refused']): string {
  const untried = refused.length < 2;
  const insecure = refused.some(({ reason }) => reason === 'insecure-context');
  if (untried) {
    const https = insecure ? ', or serve Grafana over https' : '';
    return `Set the option "Decoder" of this panel to Auto${https}.`;
  }
  return refused.some(({ reason }) => reason === 'video-unavailable')
    ? 'The log of the runner may say more.'
    : 'Try a current version of the browser.';
}

const OBSTACLE: Record<StreamObstacle, string> = {
  address: 'Data source without a usable URL',
  unreachable: 'Runner unreachable',
  timeout: 'Runner does not answer',
  token: 'Token refused',
  forbidden: 'Access refused',
  'not-found': 'No runner at this URL',
  'no-stream': 'No such stream',
  answer: 'Runner not understood',
  runner: 'Runner answers with an error',
  grafana: 'No way through Grafana',
};

function describeFailure({ failure }: Extract<PlayerState, { kind: 'disconnected' }>): StateDescription {
  const { detail } = failure;
  switch (failure.kind) {
    case 'obstacle':
      return { severity: 'error', title: OBSTACLE[failure.obstacle], detail };
    case 'refused':
    case 'no-hello':
      return {
        severity: 'error',
        title: 'Live connection blocked',
        detail: `The runner has this stream, but ${detail}. Every proxy in front of Grafana has to let WebSockets through under /api/datasources/proxy/; a stream that has as many viewers as it may have refuses more, too.`,
      };
    case 'lost':
    case 'silent':
      return { severity: 'warning', title: 'Connection lost', detail: `Reconnecting: ${detail}.` };
    case 'stopping':
      return { severity: 'warning', title: 'Runner is stopping', detail: `Reconnecting: ${detail}.` };
    case 'protocol':
      return {
        severity: 'error',
        title: 'Runner not understood',
        detail: `${detail}. Runner and panel may be of different versions.`,
      };
  }
}
