import type { StreamDescriptor } from '@framewatch/protocol';
import { Peers } from './peers.js';

const peers = new Peers('http://replica-{ordinal}:8787', 'a-token');

/** What the next request gets: an answer whose connection breaks right behind its head. */
function answerBrokenOff(status: number): void {
  const body = new ReadableStream({ start: (stream) => stream.error(new Error('read ECONNRESET')) });
  jest.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response(body, { status }));
}

afterEach(() => jest.restoreAllMocks());

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
  const answer = (value: unknown) => jest.spyOn(globalThis, 'fetch').mockResolvedValueOnce(Response.json(value));

  it('in a way that is odd for one of them: the others are known', async () => {
    answer({ streams: [{ ...stream, id: 'yard', width: 0, height: 0 }, stream, null] });
    await expect(peers.streams(1)).resolves.toEqual([stream]);
  });

  it.each([[null], [[]], [{ streams: null }]])(
    'with no list at all counts as one that does not answer: %j',
    async (value) => {
      answer(value);
      await expect(peers.streams(1)).resolves.toBeNull();
    }
  );
});

describe('a replica whose answer breaks off', () => {
  it('is ready when its status said so', async () => {
    answerBrokenOff(200);
    await expect(peers.isReady(1)).resolves.toBe(true);
    answerBrokenOff(503);
    await expect(peers.isReady(1)).resolves.toBe(false);
  });

  it.each([200, 503])('has no streams to tell of: %i', async (status) => {
    answerBrokenOff(status);
    await expect(peers.streams(1)).resolves.toBeNull();
  });
});
