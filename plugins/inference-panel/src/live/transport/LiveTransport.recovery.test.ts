import { CONFIG, someVideo } from '../../testing/messages';
import { failureOf, setUpTransport } from '../../testing/setUpTransport';
import { settle } from '../../testing/settle';

describe('a peer that misbehaves', () => {
  const garbage: Array<[string, unknown]> = [
    ['text that is not JSON', 'hello?'],
    ['a message of no known type', '{"type":"surprise"}'],
    ['a truncated header', new ArrayBuffer(5)],
    ['a header of no known version', new ArrayBuffer(64)],
    ['neither text nor bytes', 42],
  ];

  it.each(garbage)('counts %s and goes on', async (_, data) => {
    const { connect, transport, socket, events } = setUpTransport();
    await connect();
    socket(0).receive(data);
    expect(transport.malformed).toBe(1);
    socket(0).video(someVideo({ seq: 1 }));
    expect(events).toEqual(['connected', 'video 1']);
  });

  it('is left after twenty messages that cannot be read', async () => {
    const { connect, socket, states } = setUpTransport();
    await connect();
    for (let n = 0; n < 20; n++) {
      socket(0).receive('?');
    }
    expect(failureOf(states.at(-1))?.kind).toBe('protocol');
    expect(socket(0).closed).toBe(1);
  });

  it('is left when it speaks another version', async () => {
    const { transport, socket, states } = setUpTransport();
    transport.start();
    await settle();
    socket(0).open();
    socket(0).say({ type: 'hello', version: 2, stream: 'lobby', serverTimeUs: 0, lifetimeMs: 1 });
    expect(failureOf(states.at(-1))).toMatchObject({ kind: 'protocol', detail: expect.stringContaining('version 2') });
  });

  it('survives 10,000 mutated messages', async () => {
    const { connect, transport, socket, sockets, clock } = setUpTransport();
    await connect();
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const text = JSON.stringify(CONFIG);
    for (let n = 0; n < 10_000; n++) {
      if ((sockets.at(-1)?.closed ?? 0) > 0) {
        clock.advance(30_000);
        await settle();
        sockets.at(-1)?.greet();
      }
      const at = random(text.length);
      const bytes = Uint8Array.from({ length: random(80) }, () => random(256));
      sockets
        .at(-1)
        ?.receive(random(2) ? text.slice(0, at) + String.fromCharCode(random(128)) + text.slice(at + 1) : bytes.buffer);
    }
    expect(transport.malformed).toBeGreaterThan(5_000);
    expect(socket(0).closed).toBe(1);
  });
});
