import type { VideoFormat } from '@framewatch/protocol';
import { defaultLiveLimits } from '../../inference-runner/src/viewer/limits.js';
import { LiveSession } from '../../inference-runner/src/viewer/live-session.js';
import { FakeStream, frameResult } from '../../inference-runner/test/viewer/fakes.js';
import { ViewerClient, type ViewerSocket } from '../src/index.js';
import { FakeClock, settle } from '../src/testing/index.js';

const FRAME_MS = 33;
/** Shorter than in life, so that the test is. */
const LIFETIME_MS = 2 * 60_000;

type Listener = (event: { data: unknown }) => void;

/** One wire between the client and a session of the runner. What is sent takes `delayMs`. */
class Wire implements ViewerSocket {
  binaryType = 'blob';
  readyState = 0;
  readonly #clock: FakeClock;
  readonly #delayMs: number;
  readonly #listeners: { type: string; listener: Listener }[] = [];
  readonly #session: LiveSession;

  constructor(stream: FakeStream, clock: FakeClock, delayMs: number) {
    this.#clock = clock;
    this.#delayMs = delayMs;
    const server = {
      bufferedAmount: 0,
      send: (data: string | Uint8Array) => this.#later(() => this.#deliver(data)),
      ping: () => this.#later(() => this.#session.onPong()),
      close: () => this.#later(() => this.#end()),
      terminate: () => this.#end(),
    };
    const limits = { ...defaultLiveLimits, lifetimeMs: LIFETIME_MS };
    this.#session = new LiveSession(stream, stream.meter, server, clock, limits, () => undefined);
    this.#later(() => {
      this.readyState = 1;
      this.#emit('open');
    });
  }

  addEventListener(type: string, listener: Listener): void {
    this.#listeners.push({ type, listener });
  }

  send(text: string): void {
    this.#later(() => this.#session.onText(text));
  }

  close(): void {
    this.readyState = 3;
    this.#later(() => this.#session.onClose());
  }

  #later(run: () => void): void {
    this.#clock.after(this.#delayMs, run);
  }

  #deliver(data: string | Uint8Array): void {
    if (this.readyState === 1) this.#emit('message', typeof data === 'string' ? data : data.slice().buffer);
  }

  #end(): void {
    this.#session.onClose();
    this.readyState = 3;
    this.#emit('close');
  }

  #emit(type: string, data?: unknown): void {
    for (const one of this.#listeners) if (one.type === type) one.listener({ data });
  }
}

/** The client and the runner's session, each the real one, for as long as three connections live. Each wire has its delay. */
it.each<[string, VideoFormat, number[]]>([
  ['H.264', 'h264', [20, 20, 20]],
  ['H.264, from a slow line to a fast one and back', 'h264', [180, 5, 150]],
  ['JPEG', 'jpeg', [20, 180, 5]],
  ['results only', 'none', [20, 180, 5]],
])('goes from one connection to the next with every picture and result once: %s', async (_, format, delays) => {
  const clock = new FakeClock();
  const stream = new FakeStream();
  const seen = { pictures: [] as number[], results: [] as number[], states: [] as string[], configs: 0 };
  let opened = 0;
  let mostOpen = 0;
  const client = new ViewerClient(
    {
      clock,
      random: () => 0.5,
      check: () => Promise.resolve({ ok: true }),
      openSocket: () => new Wire(stream, clock, delays[opened++ % delays.length]!),
    },
    { format, queue: () => 0 },
    {
      onState: ({ kind }) => seen.states.push(kind),
      onConnected: () => undefined,
      onConfig: () => (seen.configs += 1),
      onVideo: ({ seq }) => seen.pictures.push(seq),
      onResult: ({ seq }) => seen.results.push(seq),
      onStatus: () => undefined,
      onEvent: () => undefined,
      onServerError: ({ message }) => seen.states.push(message),
      onMalformed: () => seen.states.push('malformed'),
    }
  );
  client.start();
  await settle();

  const play = async (pictures: number) => {
    for (let i = 0; i < pictures; i++) {
      const { seq, ptsUs } = stream.video.feed(format === 'jpeg' || i % 50 === 0, 8);
      stream.tellResult(frameResult({ seq, ptsUs, detections: [] }));
      clock.advance(FRAME_MS);
      await settle();
      mostOpen = Math.max(mostOpen, stream.viewers);
    }
  };
  clock.advance(1_000);
  // Three renewals, at 85 % of each life.
  await play(Math.ceil((3 * 0.86 * LIFETIME_MS) / FRAME_MS));

  expect(opened).toBe(4);
  expect(mostOpen).toBe(2);
  expect(stream.viewers).toBe(1);
  expect(seen.states).toEqual(['connecting', 'open']);
  // Without video it is told by each connection.
  expect(seen.configs).toBe(format === 'none' ? 4 : 1);
  expect(gaps(seen.pictures)).toEqual([]);
  expect(gaps(seen.results)).toEqual([]);
  expect(seen.pictures.length > 9_000).toBe(format !== 'none');
  expect(seen.results.length).toBeGreaterThan(9_000);
  client.close();
});

/** Places where the numbers do not go on by one. */
function gaps(numbers: readonly number[]): string[] {
  return numbers.flatMap((number, i) => {
    const before = numbers[i - 1];
    return before === undefined || number === before + 1 ? [] : [`${before} → ${number}`];
  });
}
