import type { PlayerState } from '../../live';
import { describeState } from './describeState';

const disconnected = (
  kind: 'refused' | 'unreachable' | 'blocked' | 'lost' | 'protocol',
  status?: number
): PlayerState => ({
  kind: 'disconnected',
  failure: { kind, status, detail: 'the detail' },
});

it('says nothing while the picture speaks for itself', () => {
  expect(describeState({ kind: 'live' })).toBeNull();
});

it.each<[PlayerState, string, string]>([
  [{ kind: 'connecting' }, 'Connecting', 'first picture'],
  [{ kind: 'stalled', forMs: 7_900 }, 'Video stalled', 'no picture for 7 s'],
  [{ kind: 'camera-down', camera: 'failed', reason: '401: check user and password' }, 'Camera failed', '401: check'],
  [{ kind: 'camera-down', camera: 'waiting', reason: undefined }, 'Camera down', 'no reason'],
  [{ kind: 'camera-down', camera: 'stalled', reason: undefined }, 'Camera stalled', ''],
  [{ kind: 'camera-down', camera: 'connecting', reason: undefined }, 'being opened', ''],
  [{ kind: 'camera-down', camera: 'ended', reason: undefined }, 'ended', 'to its end'],
  [{ kind: 'camera-down', camera: 'stopped', reason: undefined }, 'stopped', 'stopped watching'],
  [disconnected('refused', 401), 'Token refused', 'HTTP 401'],
  [disconnected('refused', 403), 'Access refused', 'permission'],
  [disconnected('unreachable', 502), 'Runner unreachable', 'HTTP 502'],
  [disconnected('unreachable', 0), 'Runner unreachable', 'the detail'],
  [disconnected('blocked'), 'Live connection blocked', 'WebSockets'],
  [disconnected('lost'), 'Connection lost', 'Reconnecting'],
  [disconnected('protocol'), 'Runner not understood', 'different versions'],
  [
    { kind: 'unsupported', refused: [{ kind: 'webcodecs', reason: 'insecure-context', detail: 'no https' }] },
    'cannot show the video',
    'webcodecs: no https. Set the option "Decoder" of this panel to Auto, or serve Grafana over https.',
  ],
  [
    { kind: 'unsupported', refused: [{ kind: 'jpeg', reason: 'video-unavailable', detail: 'no encoder' }] },
    'cannot show the video',
    'jpeg: no encoder. Set the option "Decoder" of this panel to Auto.',
  ],
  [
    {
      kind: 'unsupported',
      refused: [
        { kind: 'webcodecs', reason: 'no-webcodecs', detail: 'none' },
        { kind: 'jpeg', reason: 'no-image-bitmap', detail: 'none either' },
      ],
    },
    'cannot show the video',
    'webcodecs: none. jpeg: none either. Try a current version of the browser.',
  ],
])('describes %j', (state, title, detail) => {
  const description = describeState(state);
  expect(description?.title).toContain(title);
  expect(description?.detail).toContain(detail);
});
