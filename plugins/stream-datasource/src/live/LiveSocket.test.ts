import { encodeResult, ServerMessage } from '@framewatch/protocol';
import { FakeClock } from '../testing/FakeClock';
import { FakeSocket } from '../testing/FakeSocket';
import { frameResult, person } from '../testing/fixtures';
import { LiveSocket } from './LiveSocket';

/** Numbers from 0 to 1 that look random and are the same in every run. */
function pseudoRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

function mutate(bytes: Uint8Array, random: () => number): Uint8Array {
  const copy = bytes.slice(0, random() < 0.2 ? Math.floor(random() * bytes.length) : bytes.length);
  for (let i = 0; i < 1 + random() * 4 && copy.length > 0; i++) {
    // Half of the time a digit, so that some messages stay readable.
    copy[Math.floor(random() * copy.length)] = Math.floor(random() < 0.5 ? 48 + random() * 10 : random() * 256);
  }
  return copy;
}

describe('a socket on which anything may come', () => {
  it('tells results that are whole, counts the rest, and throws nothing', () => {
    const random = pseudoRandom(7);
    const texts: ServerMessage[] = [
      { type: 'hello', version: 1, stream: 'lobby', serverTimeUs: 0, lifetimeMs: 1_000 },
      { type: 'status', state: 'streaming', skipped: 0 },
      { type: 'bye', reason: 'renew' },
      { type: 'error', code: 'internal', message: 'no' },
    ];
    const encodedTexts = texts.map((text) => new TextEncoder().encode(JSON.stringify(text)));
    const result = encodeResult(frameResult(0, { detections: [person()] }));

    let told = 0;
    let unreadable = 0;
    for (let round = 0; round < 5_000; round++) {
      const socket = new FakeSocket();
      new LiveSocket(socket, new FakeClock(), {
        onHello: () => told++,
        onResult: ({ stream, detections }) => {
          expect(typeof stream).toBe('string');
          expect(Array.isArray(detections)).toBe(true);
          told++;
        },
        onStatus: () => told++,
        onClasses: () => told++,
        onBye: () => told++,
        onMalformed: () => unreadable++,
        onEnd: () => undefined,
      });
      if (round % 2 === 0) {
        socket.receive(mutate(result, random).buffer);
      } else {
        socket.receive(
          new TextDecoder().decode(mutate(encodedTexts[Math.floor(random() * encodedTexts.length)]!, random))
        );
      }
    }
    expect(unreadable).toBeGreaterThan(3_000);
    expect(told).toBeGreaterThan(0);
  });

  it('does not take a mistake of those who listen for one of the runner', () => {
    const socket = new FakeSocket();
    const onMalformed = jest.fn();
    new LiveSocket(socket, new FakeClock(), {
      onHello: () => undefined,
      onResult: () => {
        throw new TypeError('a bug');
      },
      onStatus: () => undefined,
      onClasses: () => undefined,
      onBye: () => undefined,
      onMalformed,
      onEnd: () => undefined,
    });
    expect(() => socket.result(frameResult(0))).toThrow('a bug');
    expect(onMalformed).not.toHaveBeenCalled();
  });
});
