import { readdir, readFile } from 'node:fs/promises';

/** Linux tells every program times in hundredths of a second, whatever its kernel counts in. */
const TICK_MS = 10;
const KIBIBYTES_IN_MEBIBYTE = 1024;

/** Processor time of each thread of a process, milliseconds, by thread id. The main thread has the id of the process. */
export type ThreadTimes = ReadonlyMap<number, number>;

export interface Memory {
  /** Resident: what is shared with other processes counts in each of them. */
  rssMiB: number;
  /** Proportional: what is shared counts in parts, so that processes can be added up. */
  pssMiB: number;
}

/** Milliseconds of user and system time, from the text of a `stat` file in /proc. Throws when it is none. */
export function cpuMsOf(stat: string): number {
  // The name, in parentheses, may hold anything, also spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  if (!Number.isFinite(ticks)) throw new Error(`no times in ${JSON.stringify(stat.slice(0, 80))}`);
  return ticks * TICK_MS;
}

/** From the text of a `smaps_rollup` file in /proc. Throws when it is none. */
export function memoryOf(rollup: string): Memory {
  const mebibytes = (name: string): number => {
    const [, kibibytes] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(rollup) ?? [];
    if (kibibytes === undefined) throw new Error(`no ${name} in smaps_rollup`);
    return Number(kibibytes) / KIBIBYTES_IN_MEBIBYTE;
  };
  return { rssMiB: mebibytes('Rss'), pssMiB: mebibytes('Pss') };
}

/** What each thread took between two readings. A thread that began in between took all that it has. */
export function elapsed(before: ThreadTimes, after: ThreadTimes): ThreadTimes {
  return new Map([...after].map(([thread, ms]) => [thread, ms - (before.get(thread) ?? 0)]));
}

export async function threadTimes(pid: number): Promise<ThreadTimes> {
  const threads = (await readdir(`/proc/${pid}/task`)).map(Number);
  const times = await Promise.all(
    threads.map(
      async (thread) => [thread, cpuMsOf(await readFile(`/proc/${pid}/task/${thread}/stat`, 'utf8'))] as const
    )
  );
  return new Map(times);
}

export async function memory(pid: number): Promise<Memory> {
  return memoryOf(await readFile(`/proc/${pid}/smaps_rollup`, 'utf8'));
}

/** The processes that the main thread of a process has started and that are still there. */
export async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return text.trim().split(' ').filter(Boolean).map(Number);
}
