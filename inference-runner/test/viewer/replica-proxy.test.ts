import { createServer, type Server } from 'node:http';
import { type AddressInfo, type Socket } from 'node:net';
import { healthSchema, type StreamDescriptor, streamListSchema } from '@framewatch/protocol';
import { pino } from 'pino';
import { createViewerServer, type RemoteStreams, type ViewerServer } from '../../src/viewer/index.js';
import { FakeRunner, FakeStream } from './fakes.js';
import { LiveClient } from './live-client.js';
import { watch } from './watch.js';

jest.setTimeout(60_000);

const TOKEN = 'correct-horse-battery';
const BEARER = { authorization: `Bearer ${TOKEN}` };
const log = pino({ level: 'silent' });

/** A runner of one stream that knows where another stream is. */
class Replica extends FakeRunner {
  remote: RemoteStreams | null = null;

  /** `stream` is found at `address`. */
  knows(stream: string, address: string | null, described: StreamDescriptor[] = []): void {
    this.remote = {
      addressOf: (id) => (id === stream && address !== null ? new URL(address) : null),
      listWith: (own) => Promise.resolve([...own, ...described]),
    };
  }
}

const servers: ViewerServer[] = [];
const strangers: Server[] = [];
const lobby = () => new FakeStream('lobby');
let dock: FakeStream;

async function serve(replica: FakeRunner): Promise<number> {
  const server = createViewerServer(
    replica,
    { host: '127.0.0.1', port: 0, tokens: [TOKEN] },
    { log, meterOf: replica.meterOf }
  );
  servers.push(server);
  return (await server.listen()).port;
}

/** A replica of `lobby` that finds `dock` at another one. */
async function serveTwo(): Promise<{ port: number; owner: ViewerServer }> {
  dock = new FakeStream('dock');
  const ownerPort = await serve(new FakeRunner(dock));
  const replica = new Replica(lobby());
  replica.knows('dock', `http://127.0.0.1:${ownerPort}`, [dock.describe()]);
  return { port: await serve(replica), owner: servers[0]! };
}

/** Something that is no runner; every connection of it is ended with the test. */
async function stranger(onSocket: (socket: Socket) => void): Promise<string> {
  const server = createServer();
  server.on('connection', onSocket);
  strangers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function get(port: number, path: string, headers: Record<string, string> = BEARER): Promise<Response> {
  return fetch(`http://127.0.0.1:${port}/viewer/v1${path}`, { headers });
}

async function errorCode(answer: Response): Promise<string> {
  return ((await answer.json()) as { error: { code: string } }).error.code;
}

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close(1000)));
  for (const server of strangers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

describe('a replica that is asked for a stream of another', () => {
  it('answers as the owner does', async () => {
    const { port } = await serveTwo();
    const described = await get(port, '/streams/dock');
    expect(await described.json()).toMatchObject({ id: 'dock', state: 'streaming' });
    const picture = await get(port, '/streams/dock/snapshot.jpg?annotated=1');
    expect(picture.headers.get('content-type')).toBe('image/jpeg');
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(Buffer.from([0xff, 0xd8, 0xff, 0xd9]));
    const refused = await get(port, '/streams/dock/events?from=x');
    expect(refused.status).toBe(400);
    expect(await errorCode(refused)).toBe('bad-query');
  });

  it('lists and counts the streams of all, but only its own to another replica', async () => {
    const { port } = await serveTwo();
    const ids = async (headers: Record<string, string>) =>
      streamListSchema.parse(await (await get(port, '/streams', headers)).json()).streams.map(({ id }) => id);
    expect(await ids(BEARER)).toEqual(['lobby', 'dock']);
    expect(await ids({ ...BEARER, 'x-framewatch-forwarded': '1' })).toEqual(['lobby']);
    expect(healthSchema.parse(await (await get(port, '/health')).json()).streams).toEqual({ total: 2, up: 2 });
  });

  it('carries the live WebSocket both ways, and its end', async () => {
    const { port } = await serveTwo();
    const watching = watch(port, 'dock', 'h264', BEARER);
    await watching.until(() => watching.seen.configs > 0);
    expect(dock.viewers).toBe(1);
    dock.video.feed(true, 200_000);
    dock.video.feed(false);
    await watching.until(() => watching.seen.pictures.length === 2);
    expect(watching.seen.pictures[0]).toEqual({ key: true, bytes: 200_000 });
    watching.close();
    const viewer = await LiveClient.connect(port, '/viewer/v1/streams/dock/live', BEARER);
    viewer.close();
    expect(await viewer.closed).toBe(1005);
  });

  it('sends viewers on to the new owner when a stream moves', async () => {
    const { port, owner } = await serveTwo();
    const viewer = await LiveClient.connect(port, '/viewer/v1/streams/dock/live', BEARER);
    viewer.send({ type: 'start', version: 1, video: 'none' });
    await viewer.until(() => viewer.texts('config').length > 0);
    owner.release('dock');
    expect(await viewer.closed).toBe(1000);
    expect(viewer.texts('bye')).toEqual([{ type: 'bye', reason: 'renew' }]);
  });

  it('asks for the token itself: what is refused never reaches the owner', async () => {
    let reached = 0;
    const replica = new Replica(lobby());
    replica.knows('dock', await stranger(() => (reached += 1)));
    const port = await serve(replica);
    expect((await get(port, '/streams/dock', {})).status).toBe(401);
    await expect(LiveClient.connect(port, '/viewer/v1/streams/dock/live', {})).rejects.toThrow('401');
    expect(reached).toBe(0);
  });

  it('does not pass on what was passed on to it: two that disagree do not ask each other in circles', async () => {
    const ports: number[] = [];
    const pair = [0, 1].map((self) => {
      const replica = new Replica(lobby());
      replica.remote = {
        addressOf: () => new URL(`http://127.0.0.1:${ports[1 - self]}`),
        listWith: (own) => Promise.resolve([...own]),
      };
      return replica;
    });
    for (const replica of pair) ports.push(await serve(replica));
    const answer = await get(ports[0]!, '/streams/dock');
    expect(answer.status).toBe(404);
    expect(await errorCode(answer)).toBe('stream-not-found');
  });

  it('says so when the owner is not there', async () => {
    const replica = new Replica(lobby());
    replica.knows('dock', 'http://127.0.0.1:1');
    const port = await serve(replica);
    const answer = await get(port, '/streams/dock');
    expect(answer.status).toBe(502);
    expect(await errorCode(answer)).toBe('replica-unreachable');
    await expect(LiveClient.connect(port, '/viewer/v1/streams/dock/live', BEARER)).rejects.toThrow('502');
  });

  it('gives an owner up that takes the request and is silent', async () => {
    const replica = new Replica(lobby());
    replica.knows('dock', await stranger(() => undefined));
    const port = await serve(replica);
    const viewer = LiveClient.connect(port, '/viewer/v1/streams/dock/live', BEARER);
    await Promise.all([
      expect(viewer).rejects.toThrow('502'),
      get(port, '/streams/dock').then((answer) => expect(answer.status).toBe(504)),
    ]);
  });

  it('says so when the owner hangs up in the middle of an answer, or answers garbage', async () => {
    const replica = new Replica(lobby());
    replica.knows('dock', await stranger((socket) => socket.once('data', () => socket.end('SSH-2.0-x\r\n'))));
    expect((await get(await serve(replica), '/streams/dock')).status).toBe(502);

    const half = new Replica(lobby());
    const start = 'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"id"';
    half.knows('dock', await stranger((socket) => socket.once('data', () => socket.end(start))));
    const answer = await get(await serve(half), '/streams/dock');
    await expect(answer.text()).rejects.toThrow();
  });

  it('ends viewers it only passes on when it stops', async () => {
    const { port } = await serveTwo();
    const viewer = await LiveClient.connect(port, '/viewer/v1/streams/dock/live', BEARER);
    await servers[1]!.close(1000);
    expect(await viewer.closed).toBe(1006);
  });
});

describe('the probe', () => {
  it('needs no token and tells nothing but whether the runner stays', async () => {
    const replica = new FakeRunner(lobby());
    const port = await serve(replica);
    const probe = () => fetch(`http://127.0.0.1:${port}/healthz`);
    const answer = await probe();
    expect([answer.status, await answer.text()]).toEqual([200, 'ok\n']);
    replica.stopping = true;
    expect((await probe()).status).toBe(503);
    expect((await fetch(`http://127.0.0.1:${port}/healthz/../viewer/v1/streams`)).status).toBe(401);
  });
});
