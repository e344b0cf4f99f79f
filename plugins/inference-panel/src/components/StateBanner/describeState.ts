import type { PlayerState } from '../../live';

export interface StateDescription {
  severity: 'info' | 'warning' | 'error';
  title: string;
  /** What is the case, and what to do about it. */
  detail: string;
}

type Camera = Extract<PlayerState, { kind: 'camera-down' }>['camera'];

const NO_REASON = 'The runner gives no reason; its log may.';

/** The details are for a runner that gives no reason. */
const CAMERA: Record<Camera, StateDescription> = {
  connecting: { severity: 'info', title: 'Camera is being opened', detail: 'Waiting for the first picture.' },
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

function describeFailure({ failure }: Extract<PlayerState, { kind: 'disconnected' }>): StateDescription {
  const status = failure.status ? ` (HTTP ${failure.status})` : '';
  switch (failure.kind) {
    case 'refused':
      if (failure.status === 403) {
        return {
          severity: 'error',
          title: 'Access refused',
          detail:
            'The request was not let through (HTTP 403). You need permission to query the data source; if "data_source_proxy_whitelist" is set in grafana.ini, it has to name the runner\'s host and port.',
        };
      }
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
