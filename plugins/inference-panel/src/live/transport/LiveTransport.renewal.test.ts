import { type StreamCheck, renewAfterMs } from '@framewatch/protocol';
import { FakeSocket, LIFETIME_MS } from '../../testing/FakeSocket';
import { CONFIG, someResult, someVideo } from '../../testing/messages';
import { AWAY, failureOf, setUpTransport } from '../../testing/setUpTransport';
import { settle } from '../../testing/settle';

const RENEWAL_MS = 0.8 * LIFETIME_MS;

/** A stream whose runner sends to every socket that was greeted; a group of pictures has ten. */
async function setUpRenewal(answers: StreamCheck[] = []) {
  const setUp = setUpTransport(answers);
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
    one.say(CONFIG);
    for (let n = seq - (seq % 10); n <= seq; n++) {
      one.video(someVideo({ seq: n, key: n % 10 === 0, discontinuity: n % 10 === 0 }));
    }
  };
  socket(0).say(CONFIG);
  await wait(RENEWAL_MS);
  setUp.events.length = 0;
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
  const { socket, events, states, sendTo, join } = await setUpRenewal();
  for (let n = 0; n < 15; n++) {
    sendTo([socket(0)], n);
  }
  join(socket(1), 14);
  expect(socket(0).closed).toBe(0);
  sendTo([socket(0), socket(1)], 15);
  expect(socket(0).closed).toBe(1);
  sendTo([socket(1)], 16);
  expect(events.filter((event) => event !== 'renewed' && event !== 'status streaming')).toEqual(numbers(0, 16));
  expect(events).not.toContain('config movenet');
  expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open']);
});

it('waits for an old connection that is behind', async () => {
  const { socket, events, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 7);
  join(socket(1), 21);
  sendTo([socket(1)], 22);
  sendTo([socket(1)], 23);
  expect(events).toEqual(numbers(7, 7));
  for (let n = 8; n < 22; n++) {
    sendTo([socket(0)], n);
  }
  sendTo([socket(1)], 24);
  expect(socket(0).closed).toBe(1);
  const delivered = events.filter((event) => /video|result/.test(String(event))).map(String);
  expect(delivered.filter((event) => event.startsWith('video'))).toEqual(
    numbers(7, 24).filter((event) => event.startsWith('video'))
  );
  expect(delivered.filter((event) => event.startsWith('result'))).toEqual(
    numbers(7, 24).filter((event) => event.startsWith('result'))
  );
});

it('waits no longer than five seconds for it, and holds no more than a decoder would', async () => {
  const { socket, events, sendTo, join, wait } = await setUpRenewal();
  sendTo([socket(0)], 7);
  join(socket(1), 20);
  await wait(5_000);
  expect(socket(0).closed).toBe(1);
  expect(events).toEqual([...numbers(7, 7), 'renewed', 'status streaming', 'video 20']);

  const full = await setUpRenewal();
  full.sendTo([full.socket(0)], 7);
  full.join(full.socket(1), 20);
  for (let n = 21; n < 700 && full.socket(0).closed === 0; n++) {
    full.sendTo([full.socket(1)], n);
  }
  expect(full.socket(0).closed).toBe(1);
});

it('follows a stream that begins anew meanwhile', async () => {
  const { socket, events, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 14);
  join(socket(1), 14);
  const config = { ...CONFIG, epoch: 2, model: 'other' };
  for (const one of [socket(0), socket(1)]) {
    one.say(config);
    sendTo([one], 20, 2);
  }
  sendTo([socket(1)], 21, 2);
  expect(events.filter((event) => event !== 'renewed' && event !== 'status streaming')).toEqual([
    ...numbers(14, 14),
    'config other',
    ...numbers(20, 21),
  ]);
});

it('says nothing when the old connection ends first', async () => {
  const { socket, states, events, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 14);
  socket(0).bye('renew');
  join(socket(1), 16);
  sendTo([socket(1)], 17);
  expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open']);
  expect(events.filter((event) => String(event).startsWith('video'))).toEqual(
    [14, 15, 16, 17].map((seq) => `video ${seq}`)
  );
});

it('brings the group of pictures again where the decoder has to begin anew', async () => {
  const { socket, events, transport, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 12);
  socket(0).bye('renew');
  socket(1).greet();
  transport.requestKeyframe();
  join(socket(1), 12);
  expect(events.filter((event) => String(event).startsWith('video'))).toEqual(
    [12, 10, 11, 12].map((seq) => `video ${seq}`)
  );
});

it('is tried again when it fails, while the old connection goes on', async () => {
  const { socket, sockets, states, sendTo, wait, join, events } = await setUpRenewal([{ ok: true }, AWAY]);
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
  expect(events.filter((event) => /video|result/.test(String(event)))).toEqual(numbers(10, 11));
  expect(states.map(({ kind }) => kind)).toEqual(['connecting', 'open']);
});

it('comes at once where the runner asks for it, and tells of a failure only when no connection is left', async () => {
  const { connect, socket, sockets, states } = setUpTransport([{ ok: true }, AWAY]);
  await connect();
  socket(0).bye('renew');
  await settle();
  expect(sockets).toHaveLength(1);
  expect(failureOf(states.at(-1))?.kind).toBe('obstacle');
});

it('leaves no timer behind', async () => {
  const { transport, socket, clock, sendTo, join } = await setUpRenewal();
  sendTo([socket(0)], 10);
  join(socket(1), 10);
  transport.close();
  expect([socket(0).closed, socket(1).closed]).toEqual([1, 1]);
  expect(clock.waiting).toBe(0);
});
