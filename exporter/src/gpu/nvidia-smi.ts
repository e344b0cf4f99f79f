import { spawn } from 'node:child_process';

/** Most bytes of output; a table of 16 GPUs takes about 16 KB. */
const MAX_OUTPUT = 1024 * 1024;

/** The result of a run. `exitCode` is null when it was killed: at the timeout, or for the size of its output. */
export interface SmiRun {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  timedOut: boolean;
  /** True when it was killed because it printed more than any table has. */
  oversized: boolean;
}

/** The program was not found: this machine has no NVIDIA driver, or it is not on the PATH. */
export class NoNvidiaSmiError extends Error {
  override readonly name = 'NoNvidiaSmiError';
}

/**
 * Runs nvidia-smi once, and kills it after `timeoutMs`. Rejects with a NoNvidiaSmiError when it cannot be started.
 * Resolves at the timeout even when the kernel keeps the process (with a hung driver); calls `onGone` when the process
 * has ended.
 */
export function runNvidiaSmi(
  command: string,
  args: string[],
  options: { timeoutMs: number; signal: AbortSignal; onGone: () => void }
): Promise<SmiRun> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, LC_ALL: 'C' },
    });
    const output = { stdout: '', stderr: '' };
    let timedOut = false;
    let oversized = false;

    const settle = (exitCode: number | null): void => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', kill);
      resolve({ ...output, exitCode, timedOut, oversized });
    };
    const kill = (): void => {
      child.kill('SIGKILL');
      // A grandchild may keep the pipes open.
      child.stdout.destroy();
      child.stderr.destroy();
      settle(null);
    };
    const timer = setTimeout(() => {
      timedOut = true;
      kill();
    }, options.timeoutMs);
    options.signal.addEventListener('abort', kill, { once: true });

    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
        if (output[name].length <= MAX_OUTPUT) return;
        oversized = true;
        kill();
      });
    }
    child.once('error', (error) => {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', kill);
      options.onGone();
      reject(new NoNvidiaSmiError(`cannot start ${command}: ${error.message}`, { cause: error }));
    });
    child.once('exit', options.onGone);
    child.once('close', settle);
  });
}
