import type { PlayerState } from '../../live';

export interface StateDescription {
  severity: 'info' | 'warning' | 'error';
  title: string;
  /** What is the case, and what to do about it. */
  detail: string;
}

type Camera = Extract<PlayerState, { kind: 'camera-down' }>['camera'];

const CAMERA: Record<Camera, Omit<StateDescription, 'detail'>> = {
  connecting: { severity: 'info', title: 'Camera is being opened' },
  stalled: { severity: 'warning', title: 'Camera stalled' },
  waiting: { severity: 'warning', title: 'Camera down, will be tried again' },
  ended: { severity: 'info', title: 'Video ended' },
  failed: { severity: 'error', title: 'Camera failed' },
  stopped: { severity: 'info', title: 'Stream stopped' },
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
      return { ...CAMERA[state.camera], detail: state.reason ?? 'The runner gives no reason; its log may.' };
    case 'disconnected':
      return describeFailure(state);
    case 'unsupported': {
      const detail = state.refused.map((refusal) => `${refusal.kind}: ${refusal.detail}`).join('. ');
      return { severity: 'error', title: 'This browser cannot show the video', detail: `${detail}.` };
    }
  }
}

function describeFailure({ failure }: Extract<PlayerState, { kind: 'disconnected' }>): StateDescription {
  const status = failure.status ? ` (HTTP ${failure.status})` : '';
  switch (failure.kind) {
    case 'refused':
      return {
        severity: 'error',
        title: 'Token refused',
        detail: `The runner did not accept the request${status}. Check the token in the data source, and that you are still signed in to Grafana.`,
      };
    case 'unreachable':
      return {
        severity: 'error',
        title: 'Runner unreachable',
        detail: `Grafana gets no good answer at the data source's URL${status}${failure.detail ? `: ${failure.detail}` : ''}. Check that the runner is up and that Grafana can reach it.`,
      };
    case 'blocked':
      return {
        severity: 'error',
        title: 'Live connection blocked',
        detail: `The runner is well, but ${failure.detail}. Check that the stream still exists, and that every proxy in front of Grafana lets WebSockets through under /api/datasources/proxy/.`,
      };
    case 'lost':
      return { severity: 'warning', title: 'Connection lost', detail: `Reconnecting: ${failure.detail}.` };
    case 'protocol':
      return {
        severity: 'error',
        title: 'Runner not understood',
        detail: `${failure.detail}. Runner and panel may be of different versions.`,
      };
  }
}
