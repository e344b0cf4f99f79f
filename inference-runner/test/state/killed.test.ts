import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually, temporaryFolder } from '../sink/fakes.js';

jest.setTimeout(60_000);

const SCRIPT = join(__dirname, 'state-process.mjs');

let folder: ReturnType<typeof temporaryFolder>;
let child: ChildProcess | null = null;
beforeEach(() => (folder = temporaryFolder()));
afterEach(() => {
  child?.kill('SIGKILL');
  folder.remove();
});

/** Starts a process that keeps state. `fileBlocks`: longest file that it may write, in blocks of 512 or 1024 bytes. */
function start(size: number, fileBlocks: number | 'unlimited' = 'unlimited') {
  const limited = `ulimit -f ${fileBlocks}; exec "$0" "$@"`;
  const args = ['-c', limited, process.execPath, SCRIPT, folder.path, String(size)];
  const started = spawn('bash', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  child = started;
  const lines: Record<string, unknown>[] = [];
  let rest = '';
  started.stdout.on('data', (chunk: Buffer) => {
    const texts = (rest + chunk.toString()).split('\n');
    rest = texts.pop() ?? '';
    lines.push(...texts.map((text) => JSON.parse(text) as Record<string, unknown>));
  });
  const restored = async () => {
    await eventually(() => lines.length > 0);
    return Number(lines[0]?.number);
  };
  const kill = async () => {
    const ended = once(started, 'exit');
    started.kill('SIGKILL');
    await ended;
  };
  return { lines, restored, kill };
}

const path = () => join(folder.path, 'lobby', 'counting.json');
const kept = () =>
  existsSync(path()) ? (JSON.parse(readFileSync(path(), 'utf8')) as { saved: { number: number } }).saved.number : 0;

describe('a process that is killed', () => {
  it('leaves the state as it was or as it is, never half of it, whenever that happens', async () => {
    let before = 0;
    for (let round = 0; round < 12; round++) {
      const running = start(300_000);
      expect(await running.restored()).toBe(before);
      await eventually(() => kept() > before);
      await sleep(round * 3);
      await running.kill();
      const after = kept();
      expect(after).toBeGreaterThan(before);
      before = after;
    }
    const left = readdirSync(join(folder.path, 'lobby')).filter((name) => name.includes('aside'));
    expect(left).toEqual([]);
  });
});

describe('a disk that is full', () => {
  it('leaves what was written before whole, and the process running', async () => {
    const first = start(10);
    await first.restored();
    await eventually(() => kept() > 0);
    await first.kill();
    const before = kept();

    // Not even one block fits.
    const second = start(100_000, 1);
    expect(await second.restored()).toBe(before);
    await eventually(() => second.lines.some(({ msg }) => String(msg).startsWith('state cannot be written')));
    await sleep(100);
    expect(second.lines.map(({ level }) => level)).toEqual([30, 50]);
    await second.kill();
    expect(kept()).toBe(before);
    // What was being written as it was killed may be there.
    const files = readdirSync(join(folder.path, 'lobby')).filter((name) => !name.endsWith('.tmp'));
    expect(files).toEqual(['counting.json']);
  });
});
