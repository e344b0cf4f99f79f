import type { Condition } from './condition.js';
import { GpuOutputError } from './csv.js';
import type { SmiRun } from './nvidia-smi.js';
import { type Listing, parseGpus } from './parse.js';

/** nvidia-smi ran and printed no table. */
export class NvidiaSmiError extends Error {
  override readonly name = 'NvidiaSmiError';

  constructor(
    readonly exitCode: number,
    message: string,
    /** The lines that it printed. */
    readonly lines: readonly string[] = []
  ) {
    super(message);
  }
}

/** The message of nvidia-smi when the machine has no GPU. */
const NO_DEVICES = /^No devices were found/m;

/** Reads the output of a run, whatever its exit code: a warning or one lost GPU does not affect the others. */
export function readRun(run: SmiRun, fields: readonly string[], timeoutMs: number): Listing {
  if (run.timedOut) {
    throw new NvidiaSmiError(-1, `nvidia-smi did not answer within ${timeoutMs} ms: is the driver hung? see dmesg`);
  }
  if (run.oversized) throw new NvidiaSmiError(-1, 'nvidia-smi printed far more than a table');
  if (run.exitCode === null) throw new NvidiaSmiError(-1, 'nvidia-smi was killed');
  const stderrLines = linesOf(run.stderr);
  try {
    const listing = parseGpus(run.stdout, fields);
    if (listing.gpus.length + listing.unreachable.length === 0 && listing.rowsLeftOut > 0) {
      throw new GpuOutputError('nvidia-smi printed no row that can be read');
    }
    return { ...listing, messages: [...listing.messages, ...stderrLines] };
  } catch (error) {
    if (!(error instanceof GpuOutputError)) throw error;
    if (NO_DEVICES.test(run.stdout)) return { gpus: [], unreachable: [], rowsLeftOut: 0, messages: stderrLines };
    const what = run.exitCode === 0 ? error.message : `nvidia-smi ended with code ${run.exitCode}`;
    const lines = [...stderrLines, ...linesOf(run.stdout)];
    const said = lines.join(' ').slice(0, 300) || 'it said nothing';
    throw new NvidiaSmiError(run.exitCode, `${what}: ${said}`, lines);
  }
}

function linesOf(text: string): string[] {
  return text.split(/\r?\n/).filter((line) => line.trim() !== '');
}

/** Returns the warnings of a reading as text; empty when there are none. */
export function warningsOf({ messages, rowsLeftOut }: Listing, { lost }: Condition, exitCode: number): string {
  return [
    ...(exitCode === 0 ? [] : [`nvidia-smi ended with code ${exitCode}`]),
    ...lost.filter(({ value }) => value === 1).map(({ labels }) => `GPU ${Object.values(labels).join(' ')} is lost`),
    ...(rowsLeftOut === 0 ? [] : [`${rowsLeftOut} rows cannot be read`]),
    ...messages.slice(0, 5).map((line) => line.slice(0, 200)),
  ].join('; ');
}
