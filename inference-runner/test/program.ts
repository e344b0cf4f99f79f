import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';

const CLI = createRequire(__filename).resolve('@framewatch/inference-runner/cli');

type Line = Record<string, unknown>;

/** The program as it is started by users, with its log as it comes. */
export interface Program {
  child: ChildProcess;
  stderr: () => string;
  log: Line[];
  /** The first line of the log that is like this. */
  until(isWanted: (line: Line) => boolean): Promise<Line>;
  /** The first line of the log with this message. */
  line(message: string): Promise<Line>;
  /** Exit code, or the signal that ended it. */
  ended: Promise<number | string>;
}

const running = new Set<ChildProcess>();

/** Ends what a test left running. */
export function killPrograms(): void {
  for (const child of running) child.kill('SIGKILL');
}

/** `logTo`: file descriptor that takes the place of the log that is read here. */
export function startProgram(
  cwd: string,
  args: string[],
  env: Record<string, string> = {},
  logTo: number | 'pipe' = 'pipe'
): Program {
  const child = spawn(process.execPath, [CLI, ...args], {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', logTo, 'pipe'],
  });
  running.add(child);
  const log: Line[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (child.stdout) {
    createInterface(child.stdout).on('line', (text) => {
      log.push(text.startsWith('{') ? (JSON.parse(text) as Line) : { text });
      for (const check of waiting) check();
    });
  }
  const ended = once(child, 'close').then(([code, signal]: (number | string)[]) => {
    running.delete(child);
    for (const check of waiting) check();
    return code ?? signal ?? 'unknown';
  });
  const until = (isWanted: (line: Line) => boolean) =>
    new Promise<Line>((resolve, reject) => {
      const check = () => {
        const found = log.find(isWanted);
        if (found) resolve(found);
        else if (child.exitCode !== null) reject(new Error(`ended before that: ${JSON.stringify(log)} ${stderr}`));
        else return;
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  const line = (message: string) => until(({ msg }) => msg === message);
  return { child, stderr: () => stderr, log, until, line, ended };
}

/** Process id of the runner itself, which the program watches over. */
export async function runnerPid({ child }: Program): Promise<number> {
  return Number((await readFile(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')).trim());
}
