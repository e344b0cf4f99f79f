import { decodeBinary, parseServerMessage, type ServerMessage, type VideoMessage } from '@framewatch/protocol';
import { defaultLiveLimits } from './limits.js';
import { LiveSession } from './live-session.js';
import { FakeClock } from '../../test/fake-clock.js';
import { FakeSocket, FakeStream, frameResult, h264Config } from '../../test/viewer/fakes.js';

let clock: FakeClock;
let socket: FakeSocket;
let stream: FakeStream;
let session: LiveSession;
let ended: number;

const FRAME_MS = 33;

beforeEach(() => {
  clock = new FakeClock();
  socket = new FakeSocket();
  stream = new FakeStream();
  ended = 0;
  session = new LiveSession(stream, socket, clock, defaultLiveLimits, () => (ended += 1));
});

function tell(message: object): void {
  session.onText(JSON.stringify(message));
}

function start(video = 'h264'): void {
  tell({ type: 'start', version: 1, video });
}

function texts(): ServerMessage[] {
  return socket.sent.filter((data) => typeof data === 'string').map(parseServerMessage);
}

function videos(): VideoMessage[] {
  return socket.sent
    .filter((data) => typeof data !== 'string')
    .map(decodeBinary)
    .filter((message) => message.kind === 'video');
}

/** `seqs` that went out, with `!` where a gap was announced. */
function sentSeqs(): string[] {
  return videos().map(({ seq, discontinuity }) => `${seq}${discontinuity ? '!' : ''}`);
}

/** Feeds pictures at 30 a second, with a key frame every `gop`, and acknowledges them unless told not to. */
function play(count: number, { gop = 30, ack = true }: { gop?: number; ack?: boolean } = {}): void {
  for (let i = 0; i < count; i++) {
    const { seq } = stream.video.feed(i % gop === 0);
    clock.advance(FRAME_MS);
    if (ack && i % 30 === 29) tell({ type: 'ack', seq, queue: 0 });
  }
}

function expectFailure(code: string): void {
  expect(texts().slice(-2)).toMatchObject([
    { type: 'error', code },
    { type: 'bye', reason: 'protocol' },
  ]);
  expect(socket.closeCode).toBe(1008);
}

describe('the beginning', () => {
  it('waits five seconds for start', () => {
    clock.advance(4999);
    expect(socket.sent).toEqual([]);
    clock.advance(1);
    expectFailure('start-timeout');
  });

  it.each([
    ['ack', { type: 'ack', seq: 0, queue: 0 }, 'bad-message'],
    ['ping', { type: 'ping', id: 1 }, 'bad-message'],
    ['nonsense', { type: 'hello?' }, 'bad-message'],
    ['a newer version', { type: 'start', version: 2, video: 'h264' }, 'unsupported-version'],
    ['a format that there is not', { type: 'start', version: 1, video: 'av1' }, 'bad-message'],
  ])('ends with %s instead of start', (_what, message, code) => {
    tell(message);
    expectFailure(code);
  });

  it('ends with bytes instead of start', () => {
    session.onBinary();
    expectFailure('bad-message');
  });

  it('names the formats of a stream that has not the one asked for', () => {
    stream.formats = ['jpeg', 'none'];
    start('h264');
    expectFailure('video-unavailable');
    expect(texts()[0]).toMatchObject({ message: 'stream lobby has no h264 video, only jpeg, none' });
  });

  it('says hello, status and configuration, then sends the current group of pictures', () => {
    stream.state = 'stalled';
    stream.reason = 'no frame for 5 s';
    stream.video.feed(true);
    stream.video.feed(false);
    start();
    expect(texts()).toEqual([
      { type: 'hello', version: 1, stream: 'lobby', serverTimeUs: clock.wallUs() },
      { type: 'status', state: 'stalled', reason: 'no frame for 5 s', skipped: 0 },
      { type: 'config', epoch: 1, video: h264Config, labels: stream.describe().labels, model: 'test' },
    ]);
    expect(sentSeqs()).toEqual(['0', '1']);
    expect(socket.sent.slice(3)).toHaveLength(2);
  });

  it('sends the configuration once it is known, and again when it changes', () => {
    stream.video.configure(null);
    start();
    expect(texts().map(({ type }) => type)).toEqual(['hello', 'status']);
    stream.video.configure(h264Config);
    stream.video.configure({ ...h264Config, width: 1280 });
    expect(texts().slice(2)).toMatchObject([
      { type: 'config', video: { width: 640 } },
      { type: 'config', video: { width: 1280 } },
    ]);
  });

  it('begins with a key frame, also where there is no group of pictures to join', () => {
    start();
    stream.video.feed(false);
    stream.video.feed(false);
    stream.video.feed(true);
    stream.video.feed(false);
    expect(sentSeqs()).toEqual(['2', '3']);
    expect(texts().filter(({ type }) => type === 'status')).toMatchObject([{ skipped: 0 }]);
  });

  it('sends results only to a viewer that wants no video', () => {
    stream.video.feed(true);
    start('none');
    stream.video.feed(true);
    stream.tellResult(frameResult({ seq: 3 }));
    expect(texts().at(-1)).toMatchObject({ type: 'config', video: { format: 'none', codec: null } });
    expect(videos()).toEqual([]);
    expect(stream.video.subscriptions).toBe(0);
    expect(decodeBinary(socket.sent.at(-1) as Uint8Array)).toMatchObject({ kind: 'result', result: { seq: 3 } });
  });

  it('sends nothing of the stream before start', () => {
    stream.video.feed(true);
    stream.tellResult(frameResult());
    stream.tellState('stalled');
    expect(socket.sent).toEqual([]);
  });
});

describe('while it keeps up', () => {
  it('sends every picture as it is, without a copy', () => {
    start();
    const pictures = Array.from({ length: 5 }, (_, i) => stream.video.feed(i === 0));
    const sent = socket.sent.filter((data) => typeof data !== 'string');
    expect(sent).toHaveLength(5);
    sent.forEach((data, i) => expect(data).toBe(pictures[i]?.message));
  });

  it('counts what it sends', () => {
    start();
    play(3);
    stream.tellResult(frameResult());
    const bytes = socket.sent.reduce((sum, data) => sum + Buffer.byteLength(data), 0);
    expect(stream.bytes).toBe(bytes);
  });

  it('skips nothing in a minute of acks once a second', () => {
    start();
    play(1800);
    expect(videos()).toHaveLength(1800);
    expect(texts().filter(({ type }) => type === 'status')).toHaveLength(1);
  });

  it('does not take a long group of pictures, sent at once, for lag', () => {
    for (let i = 0; i < 300; i++) stream.video.feed(i === 0);
    start();
    tell({ type: 'ack', seq: 3, queue: 200 });
    stream.video.feed(false);
    expect(videos()).toHaveLength(301);
  });

  it('answers ping, and tells changes of state', () => {
    start();
    tell({ type: 'ping', id: 7 });
    expect(texts().at(-1)).toEqual({ type: 'pong', id: 7, serverTimeUs: clock.wallUs() });
    stream.tellState('waiting', 'camera refused');
    expect(texts().at(-1)).toEqual({ type: 'status', state: 'waiting', reason: 'camera refused', skipped: 0 });
  });
});

describe('a viewer that lags', () => {
  it('more than 500 ms by its acks is told, and gets the next key frame once it has caught up', () => {
    start();
    play(30, { ack: false });
    tell({ type: 'ack', seq: 13, queue: 0 });
    expect(texts().at(-1)).toMatchObject({ type: 'status', skipped: 0 });
    play(10, { gop: 100, ack: false });
    expect(videos()).toHaveLength(30);

    tell({ type: 'ack', seq: 29, queue: 0 });
    stream.video.feed(false);
    expect(videos()).toHaveLength(30);
    stream.video.feed(true);
    stream.video.feed(false);
    expect(sentSeqs().slice(30)).toEqual(['41!', '42']);
    expect(texts().at(-1)).toMatchObject({ type: 'status', skipped: 11 });
  });

  it('by 500 ms or less is left alone', () => {
    start();
    play(30, { ack: false });
    tell({ type: 'ack', seq: 14, queue: 0 });
    stream.video.feed(false);
    expect(videos()).toHaveLength(31);
  });

  it('waits on past a key frame as long as it has not caught up', () => {
    start();
    play(30, { ack: false });
    tell({ type: 'ack', seq: 5, queue: 0 });
    stream.video.feed(true);
    tell({ type: 'ack', seq: 8, queue: 0 });
    stream.video.feed(true);
    expect(videos()).toHaveLength(30);
    tell({ type: 'ack', seq: 20, queue: 0 });
    stream.video.feed(true);
    expect(sentSeqs().at(-1)).toBe('32!');
  });

  it('because its decoder is slow is skipped when the queue is long at two acks in a row', () => {
    start();
    play(30, { ack: false });
    tell({ type: 'ack', seq: 29, queue: 16 });
    stream.video.feed(false);
    expect(videos()).toHaveLength(31);
    tell({ type: 'ack', seq: 30, queue: 16 });
    stream.video.feed(true);
    expect(videos()).toHaveLength(31);
    tell({ type: 'ack', seq: 30, queue: 2 });
    stream.video.feed(true);
    expect(sentSeqs().at(-1)).toBe('32!');
  });

  it('in its socket is skipped when what waits there is older than 500 ms', () => {
    start();
    play(10, { ack: false });
    socket.bufferedAmount = videos().length * 132;
    play(5, { gop: 100, ack: false });
    expect(videos()).toHaveLength(15);
    clock.advance(200);
    stream.video.feed(false);
    stream.video.feed(true);
    expect(videos()).toHaveLength(15);
    socket.bufferedAmount = 0;
    stream.video.feed(false);
    stream.video.feed(true);
    expect(sentSeqs().slice(15)).toEqual(['18!']);
  });

  it('never has more than 8 MiB waiting, not even of one group of pictures', () => {
    const mebibyte = 1024 * 1024;
    socket.send = (data) => {
      socket.sent.push(data);
      socket.bufferedAmount += Buffer.byteLength(data);
    };
    for (let i = 0; i < 20; i++) stream.video.feed(i === 0, mebibyte);
    start();
    expect(videos()).toHaveLength(7);
    expect(socket.bufferedAmount).toBeLessThan(8 * mebibyte + 2000);
    for (let i = 0; i < 20; i++) {
      stream.video.feed(true, mebibyte);
      stream.tellResult(frameResult({ detections: [] }));
    }
    expect(videos()).toHaveLength(7);
    expect(socket.bufferedAmount).toBeLessThan(8 * mebibyte + 20_000);
  });

  it('in its socket gets no results either', () => {
    start();
    play(1);
    socket.bufferedAmount = 10;
    clock.advance(501);
    const before = socket.sent.length;
    stream.tellResult(frameResult());
    expect(socket.sent).toHaveLength(before);
    socket.bufferedAmount = 0;
    stream.tellResult(frameResult());
    expect(socket.sent).toHaveLength(before + 1);
  });

  it('is told only twice of each gap: when it begins and when it ends', () => {
    start();
    play(30, { ack: false });
    const before = texts().length;
    tell({ type: 'ack', seq: 0, queue: 0 });
    play(60, { ack: false });
    tell({ type: 'ack', seq: 29, queue: 0 });
    stream.video.feed(true);
    expect(texts().slice(before)).toMatchObject([
      { type: 'status', skipped: 0 },
      { type: 'status', skipped: 60 },
    ]);
  });
});

describe('a viewer that never acknowledges', () => {
  it('gets five seconds of video, then one key frame every five seconds', () => {
    start();
    play(152, { ack: false });
    expect(videos()).toHaveLength(152);
    play(900, { ack: false });
    const later = videos().slice(152);
    expect(later.every(({ key, discontinuity }) => key && discontinuity)).toBe(true);
    expect(later.length).toBeGreaterThanOrEqual(4);
    expect(later.length).toBeLessThanOrEqual(6);
  });

  it('gets everything again once it acknowledges one of them', () => {
    start();
    play(600, { ack: false });
    const { seq } = videos().at(-1)!;
    tell({ type: 'ack', seq, queue: 0 });
    const before = videos().length;
    play(60);
    expect(videos().slice(before)).toHaveLength(60);
  });

  it('is no silent one while the stream sends nothing', () => {
    start();
    play(30);
    clock.advance(14_000);
    play(30, { gop: 100 });
    expect(videos()).toHaveLength(60);
  });
});

describe('keyframe', () => {
  it('sends the current group of pictures again, marked as following a gap', () => {
    start();
    play(31);
    tell({ type: 'keyframe' });
    expect(sentSeqs().slice(31)).toEqual(['30!']);
    stream.video.feed(false);
    expect(sentSeqs().at(-1)).toBe('31');
    expect(stream.video.listeners).toBe(1);
  });

  it('never leaves the stream without a viewer, which would end an encoding', () => {
    start();
    play(31);
    let fewest = Infinity;
    stream.video.onUnsubscribe = (left) => (fewest = Math.min(fewest, left));
    tell({ type: 'keyframe' });
    expect(fewest).toBe(1);
  });

  it('asked again within a second leads to the next key frame instead', () => {
    start();
    play(40);
    tell({ type: 'keyframe' });
    const before = videos().length;
    clock.advance(500);
    tell({ type: 'keyframe' });
    stream.video.feed(false);
    expect(videos()).toHaveLength(before);
    stream.video.feed(true);
    expect(sentSeqs().at(-1)).toBe('41!');
    expect(stream.video.subscriptions).toBe(2);
  });

  it('does not help a viewer that lags to get more', () => {
    start();
    play(60, { ack: false });
    tell({ type: 'ack', seq: 2, queue: 0 });
    tell({ type: 'keyframe' });
    expect(videos()).toHaveLength(60);
    expect(stream.video.subscriptions).toBe(1);
  });

  it('means nothing without video', () => {
    start('none');
    clock.advance(2000);
    tell({ type: 'keyframe' });
    expect(stream.video.subscriptions).toBe(0);
  });
});

describe('messages that cannot be understood', () => {
  it('are answered, and the video goes on', () => {
    start();
    play(1);
    session.onText('{');
    session.onText(JSON.stringify({ type: 'rewind' }));
    session.onBinary();
    start();
    expect(texts().slice(-4)).toMatchObject(Array(4).fill({ type: 'error', code: 'bad-message' }));
    play(1);
    expect(videos()).toHaveLength(2);
  });

  it('end the session when there are many', () => {
    start();
    for (let i = 0; i < 20; i++) session.onText('{');
    expectFailure('flood');
    expect(texts().filter(({ type }) => type === 'error')).toHaveLength(10);
  });

  it('take no effect from an acknowledgement of what was never sent', () => {
    start();
    play(29);
    for (const seq of [1000, 0xffff_ffff]) tell({ type: 'ack', seq, queue: 0xffff_ffff });
    play(1);
    expect(videos()).toHaveLength(30);
  });
});

describe('a flood', () => {
  it('of good messages ends the session too', () => {
    start();
    for (let i = 0; i < 200; i++) tell({ type: 'ping', id: i });
    expectFailure('flood');
    expect(texts().filter(({ type }) => type === 'pong')).toHaveLength(99);
  });

  it('is not what a busy viewer sends', () => {
    start();
    for (let i = 0; i < 1000; i++) {
      clock.advance(20);
      tell({ type: 'ping', id: i });
    }
    expect(socket.closeCode).toBeNull();
  });
});

describe('the end', () => {
  it('comes after 30 minutes, to be renewed', () => {
    start();
    for (let minute = 0; minute < 30; minute++) {
      expect(socket.closeCode).toBeNull();
      for (let i = 0; i < 4; i++) {
        clock.advance(15_000);
        session.onPong();
      }
    }
    expect(texts().at(-1)).toEqual({ type: 'bye', reason: 'renew' });
    expect(socket.closeCode).toBe(1000);
  });

  it('says shutdown when the runner stops', () => {
    start();
    session.end('shutdown');
    expect(texts().at(-1)).toEqual({ type: 'bye', reason: 'shutdown' });
    expect(socket.closeCode).toBe(1001);
  });

  it('sends nothing afterwards, and hears nothing', () => {
    start();
    session.end('shutdown');
    const before = socket.sent.length;
    stream.video.feed(true);
    stream.tellResult(frameResult());
    stream.tellState('failed');
    tell({ type: 'ping', id: 1 });
    session.onBinary();
    session.end('renew');
    expect(socket.sent).toHaveLength(before);
    expect(stream).toMatchObject({ watchers: 0, video: { listeners: 0 } });
  });

  it('cuts off a peer that does not close within two seconds', () => {
    session.end('shutdown');
    clock.advance(1999);
    expect(socket.terminated).toBe(false);
    clock.advance(1);
    expect(socket.terminated).toBe(true);
  });

  it.each(['before start', 'while live', 'after bye'])('%s leaves nothing behind', (when) => {
    expect(stream.viewers).toBe(1);
    if (when !== 'before start') start();
    if (when === 'after bye') session.end('renew');
    session.onClose();
    session.onClose();
    expect(ended).toBe(1);
    expect(clock.nextMs).toBeNull();
    expect(stream).toMatchObject({ viewers: 0, watchers: 0, video: { listeners: 0 } });
  });
});

describe('a peer that is gone', () => {
  it('is found out by its missing pongs', () => {
    start();
    clock.advance(15_000);
    expect(socket.pings).toBe(1);
    session.onPong();
    clock.advance(15_000);
    expect(socket).toMatchObject({ pings: 2, terminated: false });
    clock.advance(15_000);
    expect(socket.terminated).toBe(true);
  });

  it('is not one whose pings wait behind a picture that is still being sent', () => {
    stream.video.feed(true, 4_000_000);
    start();
    socket.bufferedAmount = 4_000_000;
    clock.advance(15_000);
    socket.bufferedAmount = 3_000_000;
    clock.advance(15_000);
    socket.bufferedAmount = 2_000_000;
    clock.advance(15_000);
    expect(socket.terminated).toBe(false);
    clock.advance(15_000);
    expect(socket.terminated).toBe(true);
  });
});
