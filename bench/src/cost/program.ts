import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TelemetrySnapshot } from '@framewatch/protocol';
import { totalOf } from '../metric-total.js';
import { childrenOf } from './process-tree.js';

/** The runner's program as it is deployed, with the process that watches over it. */
export class Program {
  readonly #supervisor: ChildProcess;
  readonly #folder: string;
  readonly #port: number;
  /** Ids of the process that watches and of the one that does the work. */
  readonly supervisorPid: number;
  readonly pid: number;
  /** Paused, it would outlive this process. */
  readonly #onExit = () => {
    this.resume();
    this.#supervisor.kill();
  };

  private constructor(supervisor: ChildProcess, folder: string, port: number, supervisorPid: number, pid: number) {
    this.#supervisor = supervisor;
    this.#folder = folder;
    this.#port = port;
    this.supervisorPid = supervisorPid;
    this.pid = pid;
    process.on('exit', this.#onExit);
  }

  /** `config`: as the configuration file has it. Resolves when the streams are running. */
  static async start(config: object): Promise<Program> {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-cost-'));
    const file = path.join(folder, 'framewatch.yaml');
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config));
    const cli = createRequire(import.meta.url).resolve('@framewatch/inference-runner/cli');
    const supervisor = spawn(process.execPath, [cli, '--config', file], { cwd: folder, stdio: ['ignore', 'pipe', 2] });
    try {
      const port = await portOf(supervisor);
      const [pid] = await childrenOf(supervisor.pid ?? 0);
      if (pid === undefined) throw new Error('the runner has no process');
      return new Program(supervisor, folder, port, supervisor.pid ?? 0, pid);
    } catch (error) {
      supervisor.kill();
      await rm(folder, { recursive: true });
      throw error;
    }
  }

  /** Frames that were inferred since the start. */
  async frames(): Promise<number> {
    const answer = await fetch(`http://127.0.0.1:${this.#port}/viewer/v1/telemetry`);
    const { metrics } = (await answer.json()) as TelemetrySnapshot;
    return totalOf(metrics, 'framewatch_frames_inferred_total');
  }

  /** Stops it where it is, so that it takes nothing from another that is being measured. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  async end(): Promise<void> {
    process.off('exit', this.#onExit);
    this.resume();
    const gone = once(this.#supervisor, 'exit');
    this.#supervisor.kill();
    await Promise.race([gone, sleep(8000, undefined, { ref: false })]);
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** From the log line that the runner writes when it is up. Rejects when it ends before. */
async function portOf(runner: ChildProcess): Promise<number> {
  if (!runner.stdout) throw new Error('the runner has no standard output');
  for await (const line of createInterface({ input: runner.stdout })) {
    const { port } = JSON.parse(line) as { port?: number };
    if (port !== undefined) {
      // Nobody reads what follows: it must not fill the pipe.
      runner.stdout.resume();
      return port;
    }
    process.stderr.write(`${line}\n`);
  }
  throw new Error('the runner did not start');
}
