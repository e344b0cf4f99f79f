import type { StreamCheck } from '@framewatch/protocol';
import { FakeClock } from './FakeClock';
import { FakeSocket } from './FakeSocket';
import { settle } from './settle';
import { LiveTransport } from '../live/transport/LiveTransport';
import type { TransportState } from '../live/transport/types';

/** A transport whose clock, probe (answers in their order, then ok) and sockets are the test's; what it tells is noted. */
export function setUpTransport(answers: StreamCheck[] = []) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  const states: TransportState[] = [];
  const events: unknown[] = [];
  const probe = jest.fn(async (): Promise<StreamCheck> => answers.shift() ?? { ok: true });
  const transport = new LiveTransport(
    {
      clock,
      random: () => 0,
      probe,
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
      queue: () => 3,
    },
    'h264',
    {
      onConnected: (renewed) => events.push(renewed ? 'renewed' : 'connected'),
      onConfig: ({ model }) => events.push(`config ${model}`),
      onVideo: ({ seq }) => events.push(`video ${seq}`),
      onResult: ({ seq }) => events.push(`result ${seq}`),
      onStatus: ({ state }) => events.push(`status ${state}`),
      onServerError: ({ code }) => events.push(`error ${code}`),
      onState: (state) => states.push(state),
    }
  );
  const socket = (index: number) => sockets[index] as FakeSocket;
  const connect = async () => {
    transport.start();
    await settle();
    socket(0).greet();
  };
  return { clock, sockets, socket, states, events, probe, transport, connect };
}

/** What the data source says while the runner is away. */
export const AWAY: StreamCheck = { ok: false, obstacle: 'unreachable', message: 'no runner' };

export const failureOf = (state: TransportState | undefined) => (state?.kind === 'waiting' ? state.failure : undefined);
