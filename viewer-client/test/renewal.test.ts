import { type StreamCheck, renewAfterMs } from '@framewatch/protocol';
import { type FakeSocket, LIFETIME_MS, settle, someConfig, someResult, someVideo } from '../src/testing/index.js';
import { AWAY, setUpClient } from './set-up.js';

const RENEWAL_MS = 0.8 * LIFETIME_MS;

/** A stream whose runner sends to every socket that was greeted; a group of pictures has ten. */
async function setUpRenewal(answers: StreamCheck[] = []) {
  const setUp = setUpClient(answers);
  const { clock, socket, sockets } = setUp;
  await setUp.connect();
  /** Time passes; each ping is answered. */
  const wait = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      clock.advance(Math.min(1_000, ms - passed));
      await settle();
      for (const one of sockets.filter(({ closed, readyState }) => !closed && readyState === 1)) {
        one.say({ type: 'pong', id: 0, serverTimeUs: 0 });
      }
    }
  };
  const sendTo = (to: FakeSocket[], seq: number, epoch = 1) => {
    for (const one of to) {
      one.video(someVideo({ seq, epoch, key: seq % 10 === 0 }));
      one.result(someResult({ seq, epoch }));
    }
  };
  /** What a runner sends to a viewer that joins while picture `seq` is the newest. */
  const join = (one: FakeSocket, seq: number) => {
    one.greet();
    one.say({ type: 'status', state: 'streaming', skipped: 0 });
    one.say(someConfig());
    for (let n = seq - (seq % 10); n <= seq; n++) {
      one.video(someVideo({ seq: n, key: n % 10 === 0, discontinuity: n % 10 === 0 }));
    }
  };
  socket(0).say(someConfig());
  await wait(RENEWAL_MS);
  setUp.witness.events.length = 0;
  return { ...setUp, wait, sendTo, join };
}

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, n) => [`video ${from + n}`, `result ${from + n}`]).flat();

it('begins long before the runner ends the connection, and not at the same time in every panel', async () => {
  const { sockets } = await setUpRenewal();
  expect(sockets).toHaveLength(2);
  expect([0, 0.999].map((random) => Math.round(renewAfterMs(LIFETIME_MS, random) / 60_000))).toEqual([24, 27]);
});

it('goes on at the very picture and result at which the old connection stops', async () => {
  const { socket, witness, sendTo, join } = await setUpRenewal();
  for (let n = 0; n < 15; n++) {
    sendTo([socket(0)], n);
  }
  join(socket(1), 14);
  expect(socket(0).closed).toBe(0);
  sendTo([socket(0), socket(1)], 15);
  expect(socket(0).closed).toBe(1);
  sendTo([socket(1)], 16);
  expect(witness.events.filter((event) => event !== 'renewed' && event !== 'status streaming')).toEqual(numbers(0, 16));
  expect(witness.events).not.toContain('config movenet');
  expect(witness.stateKinds).toEqual(['connecting', 'open']);
});

it('waits for an old connection that is behind', async () => {
  const { socket, witness, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 7);
  join(socket(1), 21);
  sendTo([socket(1)], 22);
  sendTo([socket(1)], 23);
  expect(witness.events).toEqual(numbers(7, 7));
  for (let n = 8; n < 22; n++) {
    sendTo([socket(0)], n);
  }
  sendTo([socket(1)], 24);
  expect(socket(0).closed).toBe(1);
  const delivered = witness.events.filter((event) => /video|result/.test(event));
  expect(delivered.filter((event) => event.startsWith('video'))).toEqual(
    numbers(7, 24).filter((event) => event.startsWith('video'))
  );
  expect(delivered.filter((event) => event.startsWith('result'))).toEqual(
    numbers(7, 24).filter((event) => event.startsWith('result'))
  );
});

it('waits no longer than five seconds for it, and holds no more than a decoder would', async () => {
  const { socket, witness, sendTo, join, wait } = await setUpRenewal();
  sendTo([socket(0)], 7);
  join(socket(1), 20);
  await wait(5_000);
  expect(socket(0).closed).toBe(1);
  expect(witness.events).toEqual([...numbers(7, 7), 'renewed, with a gap', 'status streaming', 'video 20']);

  const full = await setUpRenewal();
  full.sendTo([full.socket(0)], 7);
  full.join(full.socket(1), 20);
  for (let n = 21; n < 700 && full.socket(0).closed === 0; n++) {
    full.sendTo([full.socket(1)], n);
  }
  expect(full.socket(0).closed).toBe(1);
});

it('follows a stream that begins anew meanwhile', async () => {
  const { socket, witness, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 14);
  join(socket(1), 14);
  const config = { ...someConfig(), epoch: 2, model: 'other' };
  for (const one of [socket(0), socket(1)]) {
    one.say(config);
    sendTo([one], 20, 2);
  }
  sendTo([socket(1)], 21, 2);
  expect(witness.events.filter((event) => event !== 'renewed' && event !== 'status streaming')).toEqual([
    ...numbers(14, 14),
    'config other',
    ...numbers(20, 21),
  ]);
});

it('says nothing when the old connection ends first', async () => {
  const { socket, witness, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 14);
  socket(0).bye('renew');
  join(socket(1), 16);
  sendTo([socket(1)], 17);
  expect(witness.stateKinds).toEqual(['connecting', 'open']);
  expect(witness.events.filter((event) => event.startsWith('video'))).toEqual(
    [14, 15, 16, 17].map((seq) => `video ${seq}`)
  );
});

it('brings the group of pictures again where the decoder has to begin anew', async () => {
  const { socket, witness, client, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 12);
  socket(0).bye('renew');
  socket(1).greet();
  client.requestKeyframe();
  join(socket(1), 12);
  expect(witness.events.filter((event) => event.startsWith('video'))).toEqual(
    [12, 10, 11, 12].map((seq) => `video ${seq}`)
  );
});

it('is tried again when it fails, while the old connection goes on', async () => {
  const { socket, sockets, witness, sendTo, wait, join } = await setUpRenewal([{ ok: true }, AWAY]);
  expect(sockets).toHaveLength(1);
  await wait(1_000);
  expect(sockets).toHaveLength(2);
  socket(1).break();
  await wait(1_000);
  expect(sockets).toHaveLength(3);
  sendTo([socket(0)], 10);
  join(socket(2), 10);
  sendTo([socket(0), socket(2)], 11);
  expect(socket(0).closed).toBe(1);
  expect(witness.events.filter((event) => /video|result/.test(event))).toEqual(numbers(10, 11));
  expect(witness.stateKinds).toEqual(['connecting', 'open']);
});

it('comes at once where the runner asks for it, and tells of a failure only when no connection is left', async () => {
  const { connect, socket, sockets, witness } = setUpClient([{ ok: true }, AWAY]);
  await connect();
  socket(0).bye('renew');
  await settle();
  expect(sockets).toHaveLength(1);
  expect(witness.failure?.kind).toBe('obstacle');
});

it('leaves no timer behind', async () => {
  const { client, socket, clock, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 10);
  join(socket(1), 10);
  client.close();
  expect([socket(0).closed, socket(1).closed]).toEqual([1, 1]);
  expect(clock.waiting).toBe(0);
});

describe('of results without video', () => {
  it('goes on at the very result, and tells what has changed of the stream meanwhile', async () => {
    const { connect, clock, socket, sockets, witness } = setUpClient([], 'none');
    await connect();
    for (let second = 0; second < RENEWAL_MS / 1_000; second++) {
      clock.advance(1_000);
      socket(0).result(someResult({ seq: second }));
    }
    await settle();
    expect(sockets).toHaveLength(2);
    witness.events.length = 0;
    socket(1).greet();
    socket(1).say(someConfig({ model: 'other' }));
    socket(0).result(someResult({ seq: 5_000 }));
    expect(socket(0).closed).toBe(0);
    socket(1).result(someResult({ seq: 5_000 }));
    expect(socket(0).closed).toBe(1);
    socket(1).result(someResult({ seq: 5_001 }));
    expect(witness.events).toEqual(['result 5000', 'renewed', 'config other', 'result 5001']);
  });
});
