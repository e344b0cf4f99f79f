import { Session } from 'node:inspector/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CpuProfile } from './profile.js';

/** Microseconds between samples: seldom enough to cost the threads little. */
const SAMPLE_EVERY_US = 1000;

interface WorkerMessage {
  params: { sessionId: string; message: string };
}

/** Profiles this thread and the workers that it has started, all over the same `ms` milliseconds. */
export async function profileThreads(ms: number): Promise<{ main: CpuProfile; workers: CpuProfile[] }> {
  const session = new Session();
  session.connect();
  try {
    const workers = await Workers.attach(session);
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await session.post('Profiler.start');
    await workers.ask('Profiler.enable');
    await workers.ask('Profiler.setSamplingInterval', { interval: SAMPLE_EVERY_US });
    await workers.ask('Profiler.start');
    await sleep(ms);
    const { profile: main } = await session.post('Profiler.stop');
    const answers = (await workers.ask('Profiler.stop')) as { profile: CpuProfile }[];
    await session.post('NodeWorker.disable');
    return { main, workers: answers.map(({ profile }) => profile) };
  } finally {
    session.disconnect();
  }
}

/** The inspector of each worker, reached through that of the thread that started it. */
class Workers {
  readonly #session: Session;
  readonly #ids: string[] = [];
  readonly #waiting = new Map<string, (result: unknown) => void>();
  #nextId = 1;

  private constructor(session: Session) {
    this.#session = session;
    session.on('NodeWorker.attachedToWorker', ({ params }) => this.#ids.push(params.sessionId));
    session.on('NodeWorker.receivedMessageFromWorker', ({ params: { sessionId, message } }: WorkerMessage) => {
      const { id, result } = JSON.parse(message) as { id?: number; result?: unknown };
      this.#waiting.get(`${sessionId} ${id}`)?.(result);
    });
  }

  static async attach(session: Session): Promise<Workers> {
    const workers = new Workers(session);
    await session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
    return workers;
  }

  /** Asks every worker the same; resolves with their answers. */
  ask(method: string, params: object = {}): Promise<unknown[]> {
    return Promise.all(this.#ids.map((sessionId) => this.#askOne(sessionId, method, params)));
  }

  async #askOne(sessionId: string, method: string, params: object): Promise<unknown> {
    const id = this.#nextId++;
    const answer = new Promise((resolve) => this.#waiting.set(`${sessionId} ${id}`, resolve));
    await this.#session.post('NodeWorker.sendMessageToWorker', {
      sessionId,
      message: JSON.stringify({ id, method, params }),
    });
    return answer;
  }
}
