import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** A part did not start. The message contains its last lines. */
export class PartFailedError extends Error {
  override readonly name = 'PartFailedError';
}

export interface Part {
  readonly name: string;
  /** Port that it listens on, as it said itself. */
  readonly port: number;
  /** Resolves when the process is gone: with the reason, or with null when it had been asked to stop. */
  readonly ended: Promise<PartFailedError | null>;
  /** Ends it, and waits until it has. */
  stop(): Promise<void>;
}

export interface PartOptions {
  name: string;
  /** Script and arguments for Node. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Takes every line the part logs. */
  onLine?: (line: string) => void;
}

const KEPT_LINES = 20;
const STOP_DEADLINE_MS = 8000;

/** Starts a part as a process of its own; resolves when it has logged a line with the `port` it listens on. */
export async function startPart({ name, args, env, onLine }: PartOptions): Promise<Part> {
  const child = spawn(process.execPath, [...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: Ctrl-C in the terminal reaches the demo alone, which then ends its parts in order.
    detached: true,
  });
  const lines: string[] = [];
  const port = new Promise<number>((resolve) => {
    const onText = (line: string) => {
      lines.push(line);
      if (lines.length > KEPT_LINES) lines.shift();
      onLine?.(line);
      const found = portOf(line);
      if (found !== null) resolve(found);
    };
    for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onText);
  });

  let stopping = false;
  const ended = once(child, 'close').then(([code, signal]: unknown[]) =>
    stopping
      ? null
      : new PartFailedError(`${name} ended (${String(code ?? signal)}). Its last lines:\n${lines.join('\n')}`)
  );
  const started = await Promise.race([port, ended]);
  if (typeof started !== 'number') throw started ?? new PartFailedError(`${name} was stopped before it had started`);

  return {
    name,
    port: started,
    ended,
    stop: async () => {
      stopping = true;
      await end(child);
    },
  };
}

/** The port in a JSON log line, or null. */
export function portOf(line: string): number | null {
  if (!line.startsWith('{')) return null;
  try {
    const { port } = JSON.parse(line) as { port?: unknown };
    return typeof port === 'number' ? port : null;
  } catch {
    return null;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await closed;
  clearTimeout(timer);
}
