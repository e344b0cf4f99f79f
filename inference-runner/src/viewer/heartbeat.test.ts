import { FakeClock } from '../../test/fake-clock.js';
import { FakeSocket } from '../../test/viewer/fakes.js';
import { Heartbeat } from './heartbeat.js';

const INTERVAL_MS = 15_000;

function setUp(totalBytes = 0) {
  const clock = new FakeClock();
  const socket = new FakeSocket();
  const heartbeat = new Heartbeat(socket, clock, INTERVAL_MS, () => totalBytes);
  return { clock, socket, heartbeat };
}

describe('Heartbeat', () => {
  it('pings as long as the peer answers', () => {
    const { clock, socket, heartbeat } = setUp();
    for (let beat = 0; beat < 10; beat += 1) {
      clock.advance(INTERVAL_MS);
      heartbeat.onPong();
    }
    expect(socket).toMatchObject({ pings: 10, terminated: false });
  });

  it('cuts off a peer that left a ping unanswered, and rests', () => {
    const { clock, socket } = setUp();
    clock.advance(2 * INTERVAL_MS);
    expect(socket).toMatchObject({ pings: 1, terminated: true });
    expect(clock.nextMs).toBeNull();
  });

  it('spares a peer whose ping waits behind a picture, as long as that moves', () => {
    const { clock, socket } = setUp(4_000_000);
    for (const waiting of [4_000_000, 3_000_000, 2_000_000]) {
      socket.bufferedAmount = waiting;
      clock.advance(INTERVAL_MS);
    }
    expect(socket.terminated).toBe(false);
    clock.advance(INTERVAL_MS);
    expect(socket.terminated).toBe(true);
  });

  it('does nothing any more once it is stopped', () => {
    const { clock, socket, heartbeat } = setUp();
    heartbeat.stop();
    expect(clock.nextMs).toBeNull();
    clock.advance(10 * INTERVAL_MS);
    expect(socket).toMatchObject({ pings: 0, terminated: false });
  });
});
