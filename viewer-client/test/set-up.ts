import type { StreamCheck, VideoFormat } from '@framewatch/protocol';
import { ViewerClient, type ViewerDeps, type ViewerListener, type ViewerState } from '../src/index.js';
import { FakeClock, FakeSocket, settle } from '../src/testing/index.js';

/** What a viewer is told, in the order in which it is told. */
export class Witness implements ViewerListener {
  readonly states: ViewerState[] = [];
  readonly events: string[] = [];
  malformed = 0;

  onState = (state: ViewerState) => void this.states.push(state);
  onConnected = (renewed: boolean, complete: boolean) =>
    void this.events.push(renewed ? `renewed${complete ? '' : ', with a gap'}` : 'connected');
  onConfig: ViewerListener['onConfig'] = ({ model }) => void this.events.push(`config ${model}`);
  onVideo: ViewerListener['onVideo'] = ({ seq }) => void this.events.push(`video ${seq}`);
  onResult: ViewerListener['onResult'] = ({ seq }) => void this.events.push(`result ${seq}`);
  onStatus: ViewerListener['onStatus'] = ({ state, skipped }) =>
    void this.events.push(`status ${state}${skipped > 0 ? ` (${skipped} skipped)` : ''}`);
  onEvent: ViewerListener['onEvent'] = ({ id, endUs }) =>
    void this.events.push(`event ${id}${endUs === null ? '' : ' ended'}`);
  onServerError: ViewerListener['onServerError'] = ({ code }) => void this.events.push(`error ${code}`);
  onMalformed = () => void (this.malformed += 1);

  get failure() {
    const state = this.states.at(-1);
    return state?.kind === 'waiting' ? state.failure : undefined;
  }

  get stateKinds(): string[] {
    return this.states.map(({ kind }) => kind);
  }

  get videos(): string[] {
    return this.events.filter((event) => event.startsWith('video'));
  }
}

/** A world in which clock, checks (answers in their order, then ok) and sockets are the test's. */
export function fakeWorld(answers: StreamCheck[] = []) {
  const clock = new FakeClock();
  const sockets: FakeSocket[] = [];
  let checks = 0;
  return {
    clock,
    sockets,
    /** How often was asked whether the stream can be had. */
    checks: () => checks,
    socket: (index: number) => sockets[index]!,
    deps: {
      clock,
      random: () => 0,
      check: () => {
        checks += 1;
        return Promise.resolve(answers.shift() ?? { ok: true });
      },
      openSocket: () => {
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket;
      },
    } satisfies ViewerDeps,
  };
}

/** A client in such a world. */
export function setUpClient(answers: StreamCheck[] = [], format: VideoFormat = 'h264') {
  const world = fakeWorld(answers);
  const witness = new Witness();
  const client = new ViewerClient(world.deps, { format, queue: () => 3 }, witness);
  const connect = async () => {
    client.start();
    await settle();
    world.socket(0).greet();
  };
  return { ...world, witness, client, connect };
}

/** What is said of the stream while the runner is away. */
export const AWAY: StreamCheck = { ok: false, obstacle: 'unreachable', message: 'no runner' };
