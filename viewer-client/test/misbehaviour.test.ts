import { settle, someConfig, someVideo } from '../src/testing/index.js';
import { setUpClient } from './set-up.js';

describe('a peer that misbehaves', () => {
  const garbage: [string, unknown][] = [
    ['text that is not JSON', 'hello?'],
    ['a message of no known type', '{"type":"surprise"}'],
    ['a truncated header', new ArrayBuffer(5)],
    ['a header of no known version', new ArrayBuffer(64)],
    ['neither text nor bytes', 42],
  ];

  it.each(garbage)('counts %s and goes on', async (_, data) => {
    const { connect, socket, witness } = setUpClient();
    await connect();
    socket(0).receive(data);
    expect(witness.malformed).toBe(1);
    socket(0).video(someVideo({ seq: 1 }));
    expect(witness.events).toEqual(['connected', 'video 1']);
  });

  it('is left after twenty messages that cannot be read', async () => {
    const { connect, socket, witness } = setUpClient();
    await connect();
    for (let n = 0; n < 20; n++) {
      socket(0).receive('?');
    }
    expect(witness.failure?.kind).toBe('protocol');
    expect(socket(0).closed).toBe(1);
  });

  it('is left when it speaks another version', async () => {
    const { client, socket, witness } = setUpClient();
    client.start();
    await settle();
    socket(0).open();
    socket(0).say({ type: 'hello', version: 2, stream: 'lobby', serverTimeUs: 0, lifetimeMs: 1 });
    expect(witness.failure).toMatchObject({ kind: 'protocol', detail: expect.stringContaining('version 2') as string });
  });

  it('survives 10,000 mutated messages', async () => {
    const { connect, witness, socket, sockets, clock } = setUpClient();
    await connect();
    let seed = 7;
    const random = (below: number) => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed % below;
    };
    const text = JSON.stringify(someConfig());
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
    expect(witness.malformed).toBeGreaterThan(5_000);
    expect(socket(0).closed).toBe(1);
  });
});
