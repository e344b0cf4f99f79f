import { pino } from 'pino';
import type { LiveLimits } from './limits.js';
import { createViewerServer, type ViewerServer } from './server.js';
import { FakeRunner, FakeStream, frameResult } from './testing/fakes.js';
import { LiveClient } from './testing/live-client.js';

const TOKEN = 'correct-horse-battery';
const LIVE = '/viewer/v1/streams/lobby/live';
const start = { type: 'start', version: 1, video: 'h264' };
const log = pino({ level: 'silent' });

let stream: FakeStream;
let runner: FakeRunner;
let server: ViewerServer;
let port: number;

async function serve(limits: Partial<LiveLimits> = {}): Promise<void> {
  stream = new FakeStream();
  runner = new FakeRunner(stream);
  server = createViewerServer(runner, { host: '127.0.0.1', port: 0, tokens: [TOKEN] }, { log, limits });
  ({ port } = await server.listen());
}

function connect(path = LIVE, token = TOKEN): Promise<LiveClient> {
  return LiveClient.connect(port, path, { authorization: `Bearer ${token}` });
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

beforeEach(() => serve());
afterEach(() => server.close(500));

describe('a viewer', () => {
  it('gets hello, status, configuration and the current group of pictures at once, then all that comes', async () => {
    stream.video.feed(true);
    stream.video.feed(false);
    stream.video.feed(true);
    stream.video.feed(false);
    const client = await connect();
    client.send(start);
    await client.until(() => client.videos.length === 2);
    expect(client.received.map((message) => ('kind' in message ? message.kind : message.type))).toEqual([
      'hello',
      'status',
      'config',
      'video',
      'video',
    ]);
    expect(client.videos.map(({ seq, key }) => [seq, key])).toEqual([
      [2, true],
      [3, false],
    ]);
    expect(client.extensions).toBe('');

    stream.video.feed(false);
    stream.tellResult(frameResult({ seq: 7 }));
    stream.tellState('stalled', 'no frame for 5 s');
    await client.until(() => client.texts('status').length === 2);
    expect(client.received.slice(-3)).toMatchObject([
      { kind: 'video', seq: 4 },
      { kind: 'result', result: { seq: 7 } },
      { type: 'status', state: 'stalled', reason: 'no frame for 5 s' },
    ]);
    expect(stream).toMatchObject({ viewers: 1, watchers: 1 });
    expect(stream.bytes).toBeGreaterThan(300);

    client.close();
    await client.closed;
    await until(() => stream.viewers === 0);
    expect(stream).toMatchObject({ watchers: 0, video: { listeners: 0 } });
  });
});
