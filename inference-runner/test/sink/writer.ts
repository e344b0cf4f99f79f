import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InfluxConfig } from '../../src/sink/index.js';
import { readSegment } from '../../src/sink/segment.js';

/**
 * Starts a process that writes `count` frames, the first at `first` milliseconds. Resolves with what kills it.
 *
 * @param events Whether it writes events, too.
 * @param fileBlocks Longest file that it may write, in blocks of 512 or 1024 bytes: like a disk that is full.
 */
export async function startWriter(
  config: InfluxConfig,
  first: number,
  count: number,
  fileBlocks: number | 'unlimited' = 'unlimited',
  events = false
): Promise<() => Promise<void>> {
  const script = join(__dirname, 'writer-process.mjs');
  const args = [config, first, count, events].map((argument) => JSON.stringify(argument));
  const limited = `ulimit -f ${fileBlocks}; exec "$0" "$@"`;
  const command = ['-c', limited, process.execPath, script, ...args];
  const writer = spawn('bash', command, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = once(writer, 'exit');
  await once(writer, 'spawn');
  return async () => {
    writer.kill('SIGKILL');
    await ended;
  };
}

/** What is in a spool folder, of all measurements or of one: times of the points that are whole, microseconds, in order, and how many are damaged. */
export function spooled(folder: string, measurement = ''): { times: number[]; damaged: number } {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.spool')) : [];
  const entries = names.sort().flatMap((name) => [...readSegment(readFileSync(join(folder, name)))]);
  const lines = entries
    .flatMap((entry) => ('batch' in entry ? entry.batch.text.split('\n') : []))
    .filter((line) => line.startsWith(measurement));
  return {
    times: lines.map((line) => Number(line.split(' ').at(-1))),
    damaged: entries.filter((entry) => 'lostPoints' in entry).length,
  };
}
