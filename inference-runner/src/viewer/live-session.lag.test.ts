import { frameResult } from '../../test/viewer/fakes.js';
import { WatchedSession } from '../../test/viewer/watched-session.js';

let viewer: WatchedSession;
beforeEach(() => (viewer = new WatchedSession()));

describe('a viewer that lags', () => {
  it('more than 500 ms by its acks is told, and gets the next key frame once it has caught up', () => {
    viewer.start();
    viewer.play(30, { ack: false });
    viewer.acknowledge(13);
    expect(viewer.texts.at(-1)).toMatchObject({ type: 'status', skipped: 0 });
    viewer.play(10, { gop: 100, ack: false });
    expect(viewer.videos).toHaveLength(30);

    viewer.acknowledge(29);
    viewer.stream.video.feed(false);
    expect(viewer.videos).toHaveLength(30);
    viewer.stream.video.feed(true);
    viewer.stream.video.feed(false);
    expect(viewer.sentSeqs.slice(30)).toEqual(['41!', '42']);
    expect(viewer.texts.at(-1)).toMatchObject({ type: 'status', skipped: 11 });
  });

  it('by 500 ms or less is left alone', () => {
    viewer.start();
    viewer.play(30, { ack: false });
    viewer.acknowledge(14);
    viewer.stream.video.feed(false);
    expect(viewer.videos).toHaveLength(31);
  });

  it('waits on past a key frame as long as it has not caught up', () => {
    viewer.start();
    viewer.play(30, { ack: false });
    viewer.acknowledge(5);
    viewer.stream.video.feed(true);
    viewer.acknowledge(8);
    viewer.stream.video.feed(true);
    expect(viewer.videos).toHaveLength(30);
    viewer.acknowledge(20);
    viewer.stream.video.feed(true);
    expect(viewer.sentSeqs.at(-1)).toBe('32!');
  });

  it('because its decoder is slow is skipped when the queue is long at two acks in a row', () => {
    viewer.start();
    viewer.play(30, { ack: false });
    viewer.acknowledge(29, 16);
    viewer.stream.video.feed(false);
    expect(viewer.videos).toHaveLength(31);
    viewer.acknowledge(30, 16);
    viewer.stream.video.feed(true);
    expect(viewer.videos).toHaveLength(31);
    viewer.acknowledge(30, 2);
    viewer.stream.video.feed(true);
    expect(viewer.sentSeqs.at(-1)).toBe('32!');
  });

  it('in its socket is skipped when what waits there is older than 500 ms', () => {
    viewer.start();
    viewer.play(10, { ack: false });
    viewer.socket.bufferedAmount = viewer.videos.length * 132;
    viewer.play(5, { gop: 100, ack: false });
    expect(viewer.videos).toHaveLength(15);
    viewer.clock.advance(200);
    viewer.stream.video.feed(false);
    viewer.stream.video.feed(true);
    expect(viewer.videos).toHaveLength(15);
    viewer.socket.bufferedAmount = 0;
    viewer.stream.video.feed(false);
    viewer.stream.video.feed(true);
    expect(viewer.sentSeqs.slice(15)).toEqual(['18!']);
  });

  it('never has more than 8 MiB waiting, not even of one group of pictures', () => {
    const mebibyte = 1024 * 1024;
    viewer.socket.send = (data) => {
      viewer.socket.sent.push(data);
      viewer.socket.bufferedAmount += Buffer.byteLength(data);
    };
    for (let i = 0; i < 20; i++) viewer.stream.video.feed(i === 0, mebibyte);
    viewer.start();
    expect(viewer.videos).toHaveLength(7);
    expect(viewer.socket.bufferedAmount).toBeLessThan(8 * mebibyte + 2000);
    for (let i = 0; i < 20; i++) {
      viewer.stream.video.feed(true, mebibyte);
      viewer.stream.tellResult(frameResult({ detections: [] }));
    }
    expect(viewer.videos).toHaveLength(7);
    expect(viewer.socket.bufferedAmount).toBeLessThan(8 * mebibyte + 20_000);
  });

  it('in its socket gets no results either', () => {
    viewer.start();
    viewer.play(1);
    viewer.socket.bufferedAmount = 10;
    viewer.clock.advance(501);
    const before = viewer.socket.sent.length;
    viewer.stream.tellResult(frameResult());
    expect(viewer.socket.sent).toHaveLength(before);
    viewer.socket.bufferedAmount = 0;
    viewer.stream.tellResult(frameResult());
    expect(viewer.socket.sent).toHaveLength(before + 1);
  });

  it('is told only twice of each gap: when it begins and when it ends', () => {
    viewer.start();
    viewer.play(30, { ack: false });
    const before = viewer.texts.length;
    viewer.acknowledge(0);
    viewer.play(60, { ack: false });
    viewer.acknowledge(29);
    viewer.stream.video.feed(true);
    expect(viewer.texts.slice(before)).toMatchObject([
      { type: 'status', skipped: 0 },
      { type: 'status', skipped: 60 },
    ]);
  });
});

describe('a viewer that never acknowledges', () => {
  it('gets five seconds of video, then one key frame every five seconds', () => {
    viewer.start();
    viewer.play(152, { ack: false });
    expect(viewer.videos).toHaveLength(152);
    viewer.play(900, { ack: false });
    const later = viewer.videos.slice(152);
    expect(later.every(({ key, discontinuity }) => key && discontinuity)).toBe(true);
    expect(later.length).toBeGreaterThanOrEqual(4);
    expect(later.length).toBeLessThanOrEqual(6);
  });

  it('gets everything again once it acknowledges one of them', () => {
    viewer.start();
    viewer.play(600, { ack: false });
    const { seq } = viewer.videos.at(-1)!;
    viewer.acknowledge(seq);
    const before = viewer.videos.length;
    viewer.play(60);
    expect(viewer.videos.slice(before)).toHaveLength(60);
  });

  it('is no silent one while the stream sends nothing', () => {
    viewer.start();
    viewer.play(30);
    viewer.clock.advance(14_000);
    viewer.play(30, { gop: 100 });
    expect(viewer.videos).toHaveLength(60);
  });
});

describe('keyframe', () => {
  it('sends the current group of pictures again, marked as following a gap', () => {
    viewer.start();
    viewer.play(31);
    viewer.tell({ type: 'keyframe' });
    expect(viewer.sentSeqs.slice(31)).toEqual(['30!']);
    viewer.stream.video.feed(false);
    expect(viewer.sentSeqs.at(-1)).toBe('31');
    expect(viewer.stream.video.listeners).toBe(1);
  });

  it('never leaves the stream without a viewer, which would end an encoding', () => {
    viewer.start();
    viewer.play(31);
    let fewest = Infinity;
    viewer.stream.video.onUnsubscribe = (left) => (fewest = Math.min(fewest, left));
    viewer.tell({ type: 'keyframe' });
    expect(fewest).toBe(1);
  });

  it('asked again within a second leads to the next key frame instead', () => {
    viewer.start();
    viewer.play(40);
    viewer.tell({ type: 'keyframe' });
    const before = viewer.videos.length;
    viewer.clock.advance(500);
    viewer.tell({ type: 'keyframe' });
    viewer.stream.video.feed(false);
    expect(viewer.videos).toHaveLength(before);
    viewer.stream.video.feed(true);
    expect(viewer.sentSeqs.at(-1)).toBe('41!');
    expect(viewer.stream.video.subscriptions).toBe(2);
  });

  it('does not help a viewer that lags to get more', () => {
    viewer.start();
    viewer.play(60, { ack: false });
    viewer.acknowledge(2);
    viewer.tell({ type: 'keyframe' });
    expect(viewer.videos).toHaveLength(60);
    expect(viewer.stream.video.subscriptions).toBe(1);
  });

  it('means nothing without video', () => {
    viewer.start('none');
    viewer.clock.advance(2000);
    viewer.tell({ type: 'keyframe' });
    expect(viewer.stream.video.subscriptions).toBe(0);
  });
});
