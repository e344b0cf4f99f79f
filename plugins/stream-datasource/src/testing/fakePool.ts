import { Subscription } from 'rxjs';
import { FrameResult } from '@framewatch/protocol';
import { ConnectionPool, LiveStatus, LiveUpdate } from '../live';
import { FakeClock, settle } from './FakeClock';
import { FakeSocket } from './FakeSocket';

export interface Listener {
  results: FrameResult[];
  statuses: LiveStatus[];
  readonly status: LiveStatus | undefined;
  completed: boolean;
  subscription: Subscription;
}

/** A pool whose sockets, probe and clock are the test's. */
export function fakePool() {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const streams: string[] = [];
  const probe = jest.fn<Promise<unknown>, []>().mockResolvedValue(undefined);
  const pool = new ConnectionPool({
    openSocket: (stream) => {
      const socket = new FakeSocket();
      sockets.push(socket);
      streams.push(stream);
      return socket;
    },
    probe,
    clock,
    random: () => 0,
  });

  const listen = (stream = 'lobby'): Listener => {
    const listener: Listener = {
      results: [],
      statuses: [],
      get status() {
        return this.statuses.at(-1);
      },
      completed: false,
      subscription: Subscription.EMPTY,
    };
    listener.subscription = pool.updates(stream).subscribe({
      next: (update: LiveUpdate) =>
        update.kind === 'result' ? listener.results.push(update.result) : listener.statuses.push(update.status),
      complete: () => (listener.completed = true),
    });
    return listener;
  };
  /** The newest socket. */
  const socket = () => sockets[sockets.length - 1]!;
  /** Opens the newest socket as a runner does. */
  const greet = async () => {
    await settle();
    socket().open();
    socket().hello();
  };
  return { clock, sockets, streams, probe, pool, listen, socket, greet };
}
