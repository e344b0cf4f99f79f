import { WatchedSession } from '../../test/viewer/watched-session.js';

let viewer: WatchedSession;
beforeEach(() => (viewer = new WatchedSession()));

describe('messages that cannot be understood', () => {
  it('are answered, and the video goes on', () => {
    viewer.start();
    viewer.play(1);
    viewer.session.onText('{');
    viewer.session.onText(JSON.stringify({ type: 'rewind' }));
    viewer.session.onBinary();
    viewer.start();
    expect(viewer.texts.slice(-4)).toMatchObject(Array(4).fill({ type: 'error', code: 'bad-message' }));
    viewer.play(1);
    expect(viewer.videos).toHaveLength(2);
  });

  it('end the session when there are many', () => {
    viewer.start();
    for (let i = 0; i < 20; i++) viewer.session.onText('{');
    expect(viewer.failure).toBe('flood');
    expect(viewer.texts.filter(({ type }) => type === 'error')).toHaveLength(10);
  });

  it('take no effect from an acknowledgement of what was never sent', () => {
    viewer.start();
    viewer.play(29);
    for (const seq of [1000, 0xffff_ffff]) viewer.acknowledge(seq, 0xffff_ffff);
    viewer.play(1);
    expect(viewer.videos).toHaveLength(30);
  });
});

describe('a flood', () => {
  it('of good messages ends the session too', () => {
    viewer.start();
    for (let i = 0; i < 200; i++) viewer.tell({ type: 'ping', id: i });
    expect(viewer.failure).toBe('flood');
    expect(viewer.texts.filter(({ type }) => type === 'pong')).toHaveLength(99);
  });

  it('is not what a busy viewer sends', () => {
    viewer.start();
    for (let i = 0; i < 1000; i++) {
      viewer.clock.advance(20);
      viewer.tell({ type: 'ping', id: i });
    }
    expect(viewer.socket.closeCode).toBeNull();
  });
});
