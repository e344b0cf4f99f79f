import type { VideoEndpoint } from '@framewatch/protocol';
import type { Viewer, ViewerListener } from '@framewatch/viewer-client';
import { FakeSocket, settle, someVideo } from '@framewatch/viewer-client/testing';
import { createPlayerDeps } from './playerDeps';

jest.mock('@grafana/runtime', () => ({
  config: { appSubUrl: '' },
  getDataSourceSrv: () => ({ get: async () => ({ checkStream: async () => ({ ok: true }) }) }),
}));

const lobby: VideoEndpoint = {
  stream: 'lobby',
  datasourceUid: 'fw',
  livePath: '/proxy/streams/lobby/live',
  live: true,
};

let sockets: FakeSocket[];
let viewers: Viewer[];

beforeEach(() => {
  sockets = [];
  viewers = [];
  global.WebSocket = function open() {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket;
  } as unknown as typeof WebSocket;
});
afterEach(() => viewers.forEach((viewer) => viewer.close()));

/** What a panel of the page views, and the numbers of the pictures that it gets. */
function view(endpoint: VideoEndpoint, format: 'h264' | 'jpeg' = 'h264') {
  const pictures: number[] = [];
  const listener: ViewerListener = {
    onState: () => undefined,
    onConnected: () => undefined,
    onConfig: () => undefined,
    onVideo: ({ seq }) => pictures.push(seq),
    onResult: () => undefined,
    onStatus: () => undefined,
    onEvent: () => undefined,
    onServerError: () => undefined,
    onMalformed: () => undefined,
  };
  const viewer = createPlayerDeps(endpoint).view({ format, queue: () => 0 }, listener);
  viewers.push(viewer);
  viewer.start();
  return { viewer, pictures };
}

it('opens one video socket for all panels of a page that show the same stream, until the last has left', async () => {
  const first = view(lobby);
  await settle();
  sockets[0]?.greet();
  sockets[0]?.video(someVideo({ seq: 0 }));
  const second = view({ ...lobby });
  sockets[0]?.video(someVideo({ seq: 1, key: false }));
  await settle();
  expect(sockets).toHaveLength(1);
  expect([first.pictures, second.pictures]).toEqual([
    [0, 1],
    [0, 1],
  ]);
  first.viewer.close();
  expect(sockets[0]?.closed).toBe(0);
  second.viewer.close();
  expect(sockets[0]?.closed).toBe(1);
});

it('opens another one for another format, stream or data source', async () => {
  view(lobby);
  view(lobby, 'jpeg');
  view({ ...lobby, stream: 'yard', livePath: '/proxy/streams/yard/live' });
  view({ ...lobby, datasourceUid: 'other' });
  await settle();
  expect(sockets).toHaveLength(4);
});
