import type { StreamDescriptor } from '@framewatch/protocol';
import { systemClock } from '@framewatch/service-kit';
import type { ServerResponse } from 'node:http';
import { FakeClock } from '../../test/fake-clock.js';
import { startReplica } from '../../test/replica.js';
import { Peers } from './peers.js';

let stop: (() => Promise<void>) | null = null;
afterEach(async () => {
  await stop?.();
  stop = null;
});

async function peersOf(answer: (response: ServerResponse) => void): Promise<Peers> {
  const replica = await startReplica(answer);
  stop = replica.stop;
  return new Peers(replica.address, 'a-token', systemClock);
}

/** An answer whose connection breaks right behind its head. */
const brokenOff = (status: number) =>
  peersOf((response) => response.writeHead(status).write('{', () => response.socket?.resetAndDestroy()));

describe('a replica that tells of its streams', () => {
  const stream: StreamDescriptor = {
    id: 'lobby',
    name: 'Lobby',
    state: 'streaming',
    width: null,
    height: null,
    fps: null,
    codec: null,
    model: 'pose',
    labels: { classes: [], keypoints: [], skeleton: [] },
    zones: [],
    lines: [],
    capabilities: { video: ['none'], passthrough: false, snapshot: true },
  };
  const answering = (value: unknown) => peersOf((response) => response.end(JSON.stringify(value)));

  it('in a way that is odd for one of them: the others are known', async () => {
    const peers = await answering({ streams: [{ ...stream, id: 'yard', width: 0, height: 0 }, stream, null] });
    await expect(peers.streams(1)).resolves.toEqual([stream]);
  });

  it.each([[null], [[]], [{ streams: null }]])(
    'with no list at all counts as one that does not answer: %j',
    async (value) => {
      const peers = await answering(value);
      await expect(peers.streams(1)).resolves.toBeNull();
    }
  );
});

describe('a replica whose answer breaks off', () => {
  it.each([
    [200, true],
    [503, false],
  ])('is ready when its status said so: %i', async (status, ready) => {
    await expect((await brokenOff(status)).isReady(1)).resolves.toBe(ready);
  });

  it.each([200, 503])('has no streams to tell of: %i', async (status) => {
    await expect((await brokenOff(status)).streams(1)).resolves.toBeNull();
  });
});

describe('a replica that does not answer', () => {
  it('is not ready and has no streams to tell of', async () => {
    const peers = await peersOf((response) => void response.destroy());
    await expect(peers.isReady(1)).resolves.toBe(false);
    await expect(peers.streams(1)).resolves.toBeNull();
  });

  it('is not waited for longer than two seconds', async () => {
    const clock = new FakeClock();
    const replica = await startReplica(() => clock.advance(2000));
    stop = replica.stop;
    await expect(new Peers(replica.address, undefined, clock).isReady(1)).resolves.toBe(false);
  });
});
