import type { StreamObstacle } from '@framewatch/protocol';
import type { ViewerFailure } from '@framewatch/viewer-client';
import type { PlayerState } from '../../live';
import { describeState } from './describeState';

const disconnected = (kind: Exclude<ViewerFailure['kind'], 'obstacle'>): PlayerState => ({
  kind: 'disconnected',
  failure: { kind, detail: 'the detail' },
});

const barred = (obstacle: StreamObstacle): PlayerState => ({
  kind: 'disconnected',
  failure: { kind: 'obstacle', obstacle, detail: 'What the data source says.' },
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
  [barred('address'), 'without a usable URL', 'What the data source says.'],
  [barred('token'), 'Token refused', 'What the data source says.'],
  [barred('forbidden'), 'Access refused', 'What the data source says.'],
  [barred('unreachable'), 'Runner unreachable', 'What the data source says.'],
  [barred('timeout'), 'Runner does not answer', 'What the data source says.'],
  [barred('not-found'), 'No runner at this URL', 'What the data source says.'],
  [barred('no-stream'), 'No such stream', 'What the data source says.'],
  [barred('answer'), 'Runner not understood', 'What the data source says.'],
  [barred('runner'), 'answers with an error', 'What the data source says.'],
  [barred('grafana'), 'No way through Grafana', 'What the data source says.'],
  [disconnected('stopping'), 'Runner is stopping', 'Reconnecting'],
  [disconnected('refused'), 'Live connection blocked', 'WebSockets'],
  [disconnected('no-hello'), 'Live connection blocked', 'WebSockets'],
  [disconnected('lost'), 'Connection lost', 'Reconnecting'],
  [disconnected('silent'), 'Connection lost', 'Reconnecting'],
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
