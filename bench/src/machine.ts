import { readdirSync, readFileSync } from 'node:fs';
import os from 'node:os';

/** Usage counters of a machine. */
export interface MachineUse {
  /** Processor time of all processes on all cores, milliseconds. */
  busyMs: number;
  /** Processor time of this process and its descendants; null when the system does not tell. */
  ownMs: number | null;
  atMs: number;
}

/** The load of the machine during a benchmark. */
export interface Surroundings {
  cores: number;
  /**
   * Mean number of processes that wanted a core in the minute before the benchmark; 0 where the system does not tell.
   */
  loadBefore: number;
  /** Cores that others kept busy meanwhile, on average; null where the system does not tell. */
  othersCores: number | null;
}

/** Others may take a tenth of the machine: as much as a desktop takes that nobody uses. */
const OTHERS_SHARE = 0.1;

/** Returns why figures that were measured then are not valid; null when they are. */
export function whyNotJudged({ cores, loadBefore, othersCores }: Surroundings): string | null {
  if (othersCores !== null && othersCores > cores * OTHERS_SHARE) {
    return `others kept ${othersCores.toFixed(1)} of ${cores} cores busy meanwhile: run it on a machine with nothing else to do`;
  }
  if (loadBefore > cores) {
    return `the load was ${loadBefore.toFixed(1)} on ${cores} cores before it began: wait until it is below, then run it again`;
  }
  return null;
}

/** Cores that others kept busy between two readings, on average. */
export function othersCores(before: MachineUse, after: MachineUse): number | null {
  if (before.ownMs === null || after.ownMs === null) return null;
  const others = after.busyMs - before.busyMs - (after.ownMs - before.ownMs);
  return Math.max(0, others) / (after.atMs - before.atMs);
}

export function machineUse(): MachineUse {
  const times = os.cpus().map((cpu) => cpu.times);
  const busyMs = times.reduce((sum, { user, nice, sys, irq }) => sum + user + nice + sys + irq, 0);
  return { busyMs, ownMs: ownMs(), atMs: performance.now() };
}

/** Clock ticks of /proc are hundredths of a second on every Linux that Node runs on. */
const TICK_MS = 10;

/**
 * Processor time of this process and its descendants, including those that have ended, whose time their parents keep.
 */
function ownMs(): number | null {
  const processes = processTimes();
  const own = new Set([process.pid]);
  let size = 0;
  while (own.size > size) {
    size = own.size;
    for (const { pid, parent } of processes) if (own.has(parent)) own.add(pid);
  }
  const times = processes.filter(({ pid }) => own.has(pid));
  return times.length === 0 ? null : times.reduce((sum, { ticks }) => sum + ticks, 0) * TICK_MS;
}

interface ProcessTime {
  pid: number;
  parent: number;
  /** Its own, and those of its children that have ended. */
  ticks: number;
}

function processTimes(): ProcessTime[] {
  try {
    return readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? readProcess(name) : []));
  } catch {
    return [];
  }
}

function readProcess(pid: string): ProcessTime[] {
  try {
    return [parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'))];
  } catch {
    return []; // The process has ended meanwhile.
  }
}

/** Reads `/proc/PID/stat`, see proc_pid_stat(5): the name, in parentheses, may hold anything. */
export function parseStat(stat: string): ProcessTime {
  const [, parent, ...rest] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  // utime, stime, cutime and cstime are the 14th to 17th fields; `rest` begins with the 5th.
  const ticks = rest.slice(9, 13).reduce((sum, value) => sum + value, 0);
  return { pid: Number.parseInt(stat, 10), parent: parent ?? 0, ticks };
}
