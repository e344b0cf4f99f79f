import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** So long that only what never happens takes it, and short enough that a test which waits in vain ends by itself. */
const PATIENCE_MS = 120_000;

/** Asks again and again until the answer is something. */
export async function eventually<T>(what: string, ask: () => Promise<T | null | undefined | false>): Promise<T> {
  const startMs = Date.now();
  while (Date.now() - startMs < PATIENCE_MS) {
    const answer = await ask().catch(() => null);
    if (answer !== null && answer !== undefined && answer !== false) return answer;
    await sleep(300);
  }
  throw new Error(`waited in vain until ${what}`);
}

/** `127.0.0.1:` and a port that nobody listened on a moment ago. */
export async function freeAddress(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `127.0.0.1:${address.port}`;
}

const KEPT_LINES = 20;

/** One program as a process of its own, ended by its id. */
export class Program {
  readonly #lines: string[] = [];

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#keep(line));
  }

  /** Resolves when `readyUrl` answers; throws with the program's last lines if it ends before. */
  static async start(program: string, args: readonly string[], readyUrl: string): Promise<Program> {
    const started = new Program(spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] }));
    await eventually(`${program} answers`, async () => started.#ended || (await fetch(readyUrl)).ok);
    if (started.#ended) throw new Error(`${program} ended at once:\n${started.#lines.join('\n')}`);
    return started;
  }

  get #ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  async stop(): Promise<void> {
    if (this.#ended) return;
    const gone = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 5000);
    await gone;
    clearTimeout(timer);
  }

  #keep(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > KEPT_LINES) this.#lines.shift();
  }
}
