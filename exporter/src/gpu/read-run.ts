import type { Condition } from './condition.js';
import { GpuOutputError } from './csv.js';
import type { SmiRun } from './nvidia-smi.js';
import { type Listing, parseGpus } from './parse.js';

/** nvidia-smi ran and did not give a table. */
export class NvidiaSmiError extends Error {
  override readonly name = 'NvidiaSmiError';

  constructor(
    readonly exitCode: number,
    message: string,
    /** What it printed. */
    readonly lines: readonly string[] = []
  ) {
    super(message);
  }
}

/** How nvidia-smi says that the machine has no GPU, or none any more. */
const NO_DEVICES = /^No devices were found/m;

/** What a run says, however it ended: a warning, or one lost GPU, is no reason to forget the others. */
export function readRun(run: SmiRun, fields: readonly string[], timeoutMs: number): Listing {
  if (run.timedOut) {
    throw new NvidiaSmiError(-1, `nvidia-smi did not answer within ${timeoutMs} ms: is the driver hung? see dmesg`);
  }
  if (run.oversized) throw new NvidiaSmiError(-1, 'nvidia-smi printed far more than a table');
  if (run.exitCode === null) throw new NvidiaSmiError(-1, 'nvidia-smi was killed');
  const remarks = linesOf(run.stderr);
  try {
    const listing = parseGpus(run.stdout, fields);
    if (listing.gpus.length + listing.unreachable.length === 0 && listing.rowsLeftOut > 0) {
      throw new GpuOutputError('nvidia-smi printed no row that can be read');
    }
    return { ...listing, messages: [...listing.messages, ...remarks] };
  } catch (error) {
    if (!(error instanceof GpuOutputError)) throw error;
    if (NO_DEVICES.test(run.stdout)) return { gpus: [], unreachable: [], rowsLeftOut: 0, messages: remarks };
    const what = run.exitCode === 0 ? error.message : `nvidia-smi ended with code ${run.exitCode}`;
    const lines = [...remarks, ...linesOf(run.stdout)];
    const said = lines.join(' ').slice(0, 300) || 'it said nothing';
    throw new NvidiaSmiError(run.exitCode, `${what}: ${said}`, lines);
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** What a reading has to say beside its values; empty where all is well. */
export function remarks({ messages, rowsLeftOut }: Listing, { lost }: Condition, exitCode: number): string {
  return [
    ...(exitCode === 0 ? [] : [`nvidia-smi ended with code ${exitCode}`]),
    ...lost.filter(({ value }) => value === 1).map(({ labels }) => `GPU ${Object.values(labels).join(' ')} is lost`),
    ...(rowsLeftOut === 0 ? [] : [`${rowsLeftOut} rows cannot be read`]),
    ...messages.slice(0, 5).map((line) => line.slice(0, 200)),
  ].join('; ');
}
