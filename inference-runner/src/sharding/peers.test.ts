import { Peers } from './peers.js';

const peers = new Peers('http://replica-{ordinal}:8787', 'a-token');

/** What the next request gets: an answer whose connection breaks right behind its head. */
function answerBrokenOff(status: number): void {
  const body = new ReadableStream({ start: (stream) => stream.error(new Error('read ECONNRESET')) });
  jest.spyOn(globalThis, 'fetch').mockResolvedValueOnce(new Response(body, { status }));
}

afterEach(() => jest.restoreAllMocks());

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
