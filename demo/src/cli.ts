import { ensureModel, ensureSampleClip, modelFacts } from '@framewatch/models';
import { ArgumentsError, EXIT_ARGUMENTS } from '@framewatch/service-kit';
import { USAGE, readArguments } from './arguments.js';
import { check } from './check.js';
import { type StackOptions, startStack } from './stack.js';
import { troubleIn } from './trouble.js';

const say = (text: string) => void process.stderr.write(`${text}\n`);

/**
 * Aborted by Ctrl-C, by `kill` and when the terminal is closed. The parts are processes of their own, which would live
 * on. The handlers stay: Ctrl-C may arrive twice, from the terminal and from npm, and ending takes a moment.
 */
function askedToEnd(): AbortSignal {
  const ending = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => ending.abort(new Error(`ended by ${signal}`)));
  // Writing to a closed terminal fails.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  return ending.signal;
}

function showTrouble(part: string, line: string): void {
  const trouble = troubleIn(line);
  if (trouble !== null) say(`[${part}] ${trouble}`);
}

async function main(): Promise<number> {
  const chosen = readArguments(process.argv.slice(2));
  if (chosen.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const model = await ensureModel(chosen.model);
  const clip = await ensureSampleClip();
  const { confidence } = modelFacts(chosen.model);
  const options: StackOptions = {
    port: chosen.port,
    model: { name: chosen.model, path: model.path, ...(confidence !== undefined && { confidence }) },
    clipPath: clip.path,
    onLine: showTrouble,
  };
  const ending = askedToEnd();
  if (chosen.check) return check({ ...options, chromium: chosen.chromium, screenshot: chosen.screenshot, ending, say });

  const asked = new Promise<null>((resolve) => ending.addEventListener('abort', () => resolve(null)));
  const stack = await startStack(options);
  say(`\nOpen ${stack.pageUrl}\nMetrics: ${stack.metricsUrl}\nCtrl-C ends everything.\n`);
  const broken = await Promise.race([stack.broken, asked]);
  say(broken ? broken.message : '\nEnding …');
  await stack.stop();
  return broken ? 1 : 0;
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    const arguments_ = error instanceof ArgumentsError;
    say(`${arguments_ ? 'demo: ' : ''}${error instanceof Error ? error.message : String(error)}`);
    process.exitCode = arguments_ ? EXIT_ARGUMENTS : 1;
  }
);
