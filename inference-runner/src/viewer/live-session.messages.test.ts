import type { StreamEvent } from '@framewatch/protocol';
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

describe('events', () => {
  const frozen: StreamEvent = {
    id: 'frozen-1',
    stream: 'lobby',
    type: 'frozen',
    severity: 'warning',
    message: 'the picture is frozen',
    beginUs: 1,
    endUs: null,
  };
  const told = () => viewer.texts.filter(({ type }) => type === 'event');

  it('are told as they begin and as they end', () => {
    viewer.start();
    viewer.stream.tellEvent(frozen);
    viewer.stream.tellEvent({ ...frozen, endUs: 9 });
    expect(told()).toEqual([
      { type: 'event', event: frozen },
      { type: 'event', event: { ...frozen, endUs: 9 } },
    ]);
  });

  it('that last are told to who comes later', () => {
    viewer.stream.history.addEvent({ ...frozen, id: 'black-1', endUs: 1 });
    viewer.stream.history.addEvent(frozen);
    viewer.start();
    expect(told()).toEqual([{ type: 'event', event: frozen }]);
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
