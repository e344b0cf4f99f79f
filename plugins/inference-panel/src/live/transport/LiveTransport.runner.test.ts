import type { VideoFormat } from '@framewatch/protocol';
import type { Clock as RunnerClock } from '../../../../../service-kit/src/clock';
import { defaultLiveLimits } from '../../../../../inference-runner/src/viewer/limits';
import { LiveSession } from '../../../../../inference-runner/src/viewer/live-session';
import { FakeStream, frameResult } from '../../../../../inference-runner/test/viewer/fakes';
import { FakeClock } from '../../testing/FakeClock';
import { settle } from '../../testing/settle';
import { LiveTransport } from './LiveTransport';
import type { LiveSocket } from './types';

const FRAME_MS = 33;
/** Shorter than in life, so that the test is. */
const LIFETIME_MS = 2 * 60_000;

/** One wire between the panel's transport and a session of the runner. What is sent takes `delayMs`. */
class Wire implements LiveSocket {
  binaryType: BinaryType = 'blob';
  readyState = 0;
  onopen: LiveSocket['onopen'] = null;
  onmessage: LiveSocket['onmessage'] = null;
  onclose: LiveSocket['onclose'] = null;
  onerror: LiveSocket['onerror'] = null;
  private readonly session: LiveSession;

  constructor(
    stream: FakeStream,
    private readonly clock: FakeClock,
    private readonly delayMs: number
  ) {
    const runnerClock: RunnerClock = {
      nowMs: clock.now,
      wallUs: clock.wallUs,
      after: (ms, callback) => {
        const timer = clock.setTimeout(callback, ms);
        return () => clock.clearTimeout(timer);
      },
    };
    const server = {
      bufferedAmount: 0,
      send: (data: string | Uint8Array) => this.later(() => this.deliver(data)),
      ping: () => this.later(() => this.session.onPong()),
      close: () => this.later(() => this.end()),
      terminate: () => this.end(),
    };
    const limits = { ...defaultLiveLimits, lifetimeMs: LIFETIME_MS };
    this.session = new LiveSession(stream, stream.meter, server, runnerClock, limits, () => undefined);
    this.later(() => {
      this.readyState = 1;
      this.onopen?.call(this.self, new Event('open'));
    });
  }

  send(data: unknown): void {
    this.later(() => this.session.onText(String(data)));
  }

  close(): void {
    this.readyState = 3;
    this.later(() => this.session.onClose());
  }

  private later(run: () => void): void {
    this.clock.setTimeout(run, this.delayMs);
  }

  private deliver(data: string | Uint8Array): void {
    if (this.readyState === 1) {
      const copy = typeof data === 'string' ? data : data.slice().buffer;
      this.onmessage?.call(this.self, { data: copy } as MessageEvent);
    }
  }

  private end(): void {
    this.session.onClose();
    this.readyState = 3;
    this.onclose?.call(this.self, { code: 1000 } as CloseEvent);
  }

  private get self(): WebSocket {
    return this as unknown as WebSocket;
  }
}

/**
 * The panel's transport and the runner's session, each the real one, for as long as three connections live. The wires
 * take their time, each another.
 */
it.each<[string, VideoFormat, number[]]>([
  ['H.264', 'h264', [20, 20, 20]],
  ['H.264, from a slow line to a fast one and back', 'h264', [180, 5, 150]],
  ['JPEG', 'jpeg', [20, 180, 5]],
])(
  'the panel goes from one connection to the next with every picture and result once: %s',
  async (_, format, delays) => {
    const clock = new FakeClock();
    const stream = new FakeStream();
    const seen = { pictures: [] as number[], results: [] as number[], states: [] as string[], configs: 0 };
    let opened = 0;
    let mostOpen = 0;
    const transport = new LiveTransport(
      {
        clock,
        random: () => 0.5,
        probe: () => Promise.resolve({ ok: true }),
        openSocket: () => new Wire(stream, clock, delays[opened++ % delays.length] ?? 0),
        queue: () => 0,
      },
      format,
      {
        onState: ({ kind }) => seen.states.push(kind),
        onConnected: () => undefined,
        onConfig: () => (seen.configs += 1),
        onVideo: ({ seq }) => seen.pictures.push(seq),
        onResult: ({ seq }) => seen.results.push(seq),
        onStatus: () => undefined,
        onServerError: ({ message }) => seen.states.push(message),
      }
    );
    transport.start();
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
    expect(seen.configs).toBe(1);
    expect(gaps(seen.pictures)).toEqual([]);
    expect(gaps(seen.results)).toEqual([]);
    expect(seen.pictures.length).toBeGreaterThan(9_000);
    transport.close();
  }
);

/** Places where the numbers do not go on by one. */
function gaps(numbers: readonly number[]): string[] {
  return numbers.flatMap((number, i) => {
    const before = numbers[i - 1];
    return before === undefined || number === before + 1 ? [] : [`${before} → ${number}`];
  });
}
