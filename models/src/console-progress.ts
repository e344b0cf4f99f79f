import type { OnProgress, Progress } from './progress.js';

/** Where progress is written: a terminal's line is redrawn, anything else gets a line now and then. */
export interface ProgressOutput {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

const VERBS = { fetch: 'Fetching', convert: 'Converting', encode: 'Encoding' } as const;
const ERASE_LINE = '\r\u001b[K';

/** Shows progress to people: each whole percent on a terminal, each quarter in a log. */
export function consoleProgress(output: ProgressOutput): OnProgress {
  const granularity = output.isTTY === true ? 100 : 4;
  let last = '';
  return (progress) => {
    const part = Math.floor((progress.done / Math.max(progress.total, 1)) * granularity);
    const mark = `${progress.step} ${progress.what} ${part}`;
    if (mark === last) return;
    last = mark;
    const text = describe(progress, Math.min(100, Math.floor((part * 100) / granularity)));
    if (output.isTTY !== true) output.write(`${text}\n`);
    else output.write(`${ERASE_LINE}${text}${progress.done >= progress.total ? '\n' : ''}`);
  };
}

function describe({ step, what, done, total, unit }: Progress, percent: number): string {
  const title = `${VERBS[step]} ${what}`;
  if (unit === 'files') return done < total ? `${title} …` : `${title}: done`;
  const amount = unit === 'bytes' ? `${megabytes(done)} of ${megabytes(total)} MB` : `${done} of ${total} ${unit}`;
  return `${title}: ${percent} % (${amount})`;
}

function megabytes(bytes: number): string {
  return (bytes / 1e6).toFixed(1);
}
