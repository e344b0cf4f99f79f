import { decodeBinary } from '@framewatch/protocol';
import { frameResult, h264Config } from '../../test/viewer/fakes.js';
import { WatchedSession } from '../../test/viewer/watched-session.js';

let viewer: WatchedSession;
beforeEach(() => (viewer = new WatchedSession()));

describe('the beginning', () => {
  it('waits five seconds for start', () => {
    viewer.clock.advance(4999);
    expect(viewer.socket.sent).toEqual([]);
    viewer.clock.advance(1);
    expect(viewer.failure).toBe('start-timeout');
  });

  it.each([
    ['ack', { type: 'ack', seq: 0, queue: 0 }, 'bad-message'],
    ['ping', { type: 'ping', id: 1 }, 'bad-message'],
    ['nonsense', { type: 'hello?' }, 'bad-message'],
    ['a newer version', { type: 'start', version: 2, video: 'h264' }, 'unsupported-version'],
    ['a format that there is not', { type: 'start', version: 1, video: 'av1' }, 'bad-message'],
  ])('ends with %s instead of start', (_what, message, code) => {
    viewer.tell(message);
    expect(viewer.failure).toBe(code);
  });

  it('ends with bytes instead of start', () => {
    viewer.session.onBinary();
    expect(viewer.failure).toBe('bad-message');
  });

  it('names the formats of a stream that has not the one asked for', () => {
    viewer.stream.formats = ['jpeg', 'none'];
    viewer.start('h264');
    expect(viewer.failure).toBe('video-unavailable');
    expect(viewer.texts[0]).toMatchObject({ message: 'stream lobby has no h264 video, only jpeg, none' });
  });

  it('says hello, status and configuration, then sends the current group of pictures', () => {
    viewer.stream.state = 'stalled';
    viewer.stream.reason = 'no frame for 5 s';
    viewer.stream.video.feed(true);
    viewer.stream.video.feed(false);
    viewer.start();
    const { labels, zones, lines } = viewer.stream.describe();
    expect(viewer.texts).toEqual([
      { type: 'hello', version: 1, stream: 'lobby', serverTimeUs: viewer.clock.wallUs(), lifetimeMs: 1_800_000 },
      { type: 'status', state: 'stalled', reason: 'no frame for 5 s', skipped: 0 },
      { type: 'config', epoch: 1, video: h264Config, labels, model: 'test', zones, lines },
    ]);
    expect(viewer.sentSeqs).toEqual(['0', '1']);
    expect(viewer.socket.sent.slice(3)).toHaveLength(2);
  });

  it('says what the model is executed on, and says so again when that changes', () => {
    viewer.stream.execution = [{ model: 'test', provider: 'cuda', refused: [] }];
    viewer.start();
    const refused = [{ provider: 'cuda', reason: 'run-failed' as const, detail: 'CUDA error 700' }];
    viewer.stream.tellExecution({ model: 'test', provider: 'cpu', refused });
    expect(viewer.texts.filter(({ type }) => type === 'status')).toMatchObject([
      { execution: [{ provider: 'cuda', refused: [] }] },
      { state: 'streaming', execution: [{ model: 'test', provider: 'cpu', refused }] },
    ]);
  });

  it('sends the configuration once it is known, and again when it changes', () => {
    viewer.stream.video.configure(null);
    viewer.start();
    expect(viewer.texts.map(({ type }) => type)).toEqual(['hello', 'status']);
    viewer.stream.video.configure(h264Config);
    viewer.stream.video.configure({ ...h264Config, width: 1280 });
    expect(viewer.texts.slice(2)).toMatchObject([
      { type: 'config', video: { width: 640 } },
      { type: 'config', video: { width: 1280 } },
    ]);
  });

  it('begins with a key frame, also where there is no group of pictures to join', () => {
    viewer.start();
    viewer.stream.video.feed(false);
    viewer.stream.video.feed(false);
    viewer.stream.video.feed(true);
    viewer.stream.video.feed(false);
    expect(viewer.sentSeqs).toEqual(['2', '3']);
    expect(viewer.texts.filter(({ type }) => type === 'status')).toMatchObject([{ skipped: 0 }]);
  });

  it('sends results only to a viewer that wants no video', () => {
    viewer.stream.video.feed(true);
    viewer.start('none');
    viewer.stream.video.feed(true);
    viewer.stream.tellResult(frameResult({ seq: 3 }));
    expect(viewer.texts.at(-1)).toMatchObject({ type: 'config', video: { format: 'none', codec: null } });
    expect(viewer.videos).toEqual([]);
    expect(viewer.stream.video.subscriptions).toBe(0);
    expect(decodeBinary(viewer.socket.sent.at(-1) as Uint8Array)).toMatchObject({ kind: 'result', result: { seq: 3 } });
  });

  it('sends nothing of the stream before start', () => {
    viewer.stream.video.feed(true);
    viewer.stream.tellResult(frameResult());
    viewer.stream.tellState('stalled');
    expect(viewer.socket.sent).toEqual([]);
  });
});

describe('while it keeps up', () => {
  it('sends every picture as it is, without a copy', () => {
    viewer.start();
    const pictures = Array.from({ length: 5 }, (_, i) => viewer.stream.video.feed(i === 0));
    const sent = viewer.socket.sent.filter((data) => typeof data !== 'string');
    expect(sent).toHaveLength(5);
    sent.forEach((data, i) => expect(data).toBe(pictures[i]?.message));
  });

  it('counts what it sends', () => {
    viewer.start();
    viewer.play(3);
    viewer.stream.tellResult(frameResult());
    const bytes = viewer.socket.sent.reduce((sum, data) => sum + Buffer.byteLength(data), 0);
    expect(viewer.stream.bytes).toBe(bytes);
  });

  it('skips nothing in a minute of acks once a second', () => {
    viewer.start();
    viewer.play(1800);
    expect(viewer.videos).toHaveLength(1800);
    expect(viewer.texts.filter(({ type }) => type === 'status')).toHaveLength(1);
  });

  it('does not take a long group of pictures, sent at once, for lag', () => {
    for (let i = 0; i < 300; i++) viewer.stream.video.feed(i === 0);
    viewer.start();
    viewer.acknowledge(3, 200);
    viewer.stream.video.feed(false);
    expect(viewer.videos).toHaveLength(301);
  });

  it('answers ping, and tells changes of state', () => {
    viewer.start();
    viewer.tell({ type: 'ping', id: 7 });
    expect(viewer.texts.at(-1)).toEqual({ type: 'pong', id: 7, serverTimeUs: viewer.clock.wallUs() });
    viewer.stream.tellState('waiting', 'camera refused');
    expect(viewer.texts.at(-1)).toEqual({ type: 'status', state: 'waiting', reason: 'camera refused', skipped: 0 });
  });
});

describe('the end', () => {
  it('comes after 30 minutes, to be renewed', () => {
    viewer.start();
    for (let minute = 0; minute < 30; minute++) {
      expect(viewer.socket.closeCode).toBeNull();
      for (let i = 0; i < 4; i++) {
        viewer.clock.advance(15_000);
        viewer.session.onPong();
      }
    }
    expect(viewer.texts.at(-1)).toEqual({ type: 'bye', reason: 'renew' });
    expect(viewer.socket.closeCode).toBe(1000);
  });

  it('says shutdown when the runner stops', () => {
    viewer.start();
    viewer.session.end('shutdown');
    expect(viewer.texts.at(-1)).toEqual({ type: 'bye', reason: 'shutdown' });
    expect(viewer.socket.closeCode).toBe(1001);
  });

  it('sends nothing afterwards, and hears nothing', () => {
    viewer.start();
    viewer.session.end('shutdown');
    const before = viewer.socket.sent.length;
    viewer.stream.video.feed(true);
    viewer.stream.tellResult(frameResult());
    viewer.stream.tellState('failed');
    viewer.tell({ type: 'ping', id: 1 });
    viewer.session.onBinary();
    viewer.session.end('renew');
    expect(viewer.socket.sent).toHaveLength(before);
    expect(viewer.stream).toMatchObject({ watchers: 0, video: { listeners: 0 } });
  });

  it('cuts off a peer that does not close within two seconds', () => {
    viewer.session.end('shutdown');
    viewer.clock.advance(1999);
    expect(viewer.socket.terminated).toBe(false);
    viewer.clock.advance(1);
    expect(viewer.socket.terminated).toBe(true);
  });

  it.each(['before start', 'while live', 'after bye'])('%s leaves nothing behind', (when) => {
    expect(viewer.stream.viewers).toBe(1);
    if (when !== 'before start') viewer.start();
    if (when === 'after bye') viewer.session.end('renew');
    viewer.session.onClose();
    viewer.session.onClose();
    expect(viewer.ended).toBe(1);
    expect(viewer.clock.nextMs).toBeNull();
    expect(viewer.stream).toMatchObject({ viewers: 0, watchers: 0, video: { listeners: 0 } });
  });
});

describe('a peer that is gone', () => {
  it('is found out by its missing pongs', () => {
    viewer.start();
    viewer.clock.advance(15_000);
    viewer.session.onPong();
    viewer.clock.advance(15_000);
    expect(viewer.socket).toMatchObject({ pings: 2, terminated: false });
    viewer.clock.advance(15_000);
    expect(viewer.socket.terminated).toBe(true);
  });

  it('is not one that still takes in what it was sent', () => {
    viewer.stream.video.feed(true, 4_000_000);
    viewer.start();
    for (const waiting of [4_000_000, 3_000_000, 2_000_000]) {
      viewer.socket.bufferedAmount = waiting;
      viewer.clock.advance(15_000);
    }
    expect(viewer.socket.terminated).toBe(false);
  });
});

describe('a viewer that shows only pictures with a result of their own', () => {
  const startExact = (video: string) => viewer.tell({ type: 'start', version: 1, video, sync: 'exact' });
  const tellResultOf = ({ ptsUs }: { ptsUs: number }) => viewer.stream.tellResult(frameResult({ ptsUs }));

  it('is sent no others of JPEG, each before its result', () => {
    startExact('jpeg');
    const [, second] = [1, 2, 3].map(() => viewer.stream.video.feed(true));
    expect(viewer.videos).toEqual([]);
    tellResultOf(second!);
    viewer.stream.video.feed(true);
    expect(viewer.sentSeqs).toEqual(['1']);
    expect(viewer.socket.sent.slice(-2).map((data) => (data as Uint8Array)[0])).toEqual([1, 2]);
    expect(viewer.texts.at(-1)).toMatchObject({ type: 'config' });
  });

  it('is sent all of H.264, which its decoder needs', () => {
    startExact('h264');
    viewer.play(3);
    expect(viewer.videos).toHaveLength(3);
  });
});
