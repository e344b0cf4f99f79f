import { ArgumentsError, EXIT_ARGUMENTS } from '@framewatch/service-kit';
import { ClipError } from './clip/index.js';
import { readCommand, USAGE } from './commands/index.js';
import { consoleProgress } from './console-progress.js';
import { ConvertError } from './convert/index.js';
import { FetchError } from './fetch/errors.js';

/** `npm run models`. */
async function main(): Promise<void> {
  const called = readCommand(process.argv.slice(2));
  if (!called) {
    process.stdout.write(USAGE);
    return;
  }
  await called.command.run(called.call, {
    env: process.env,
    say: (line) => void process.stdout.write(`${line}\n`),
    onProgress: consoleProgress(process.stderr),
  });
}

// Whoever reads it may have seen enough: `| head`.
process.stdout.on('error', () => process.exit());

main().catch((error: unknown) => {
  if (error instanceof ArgumentsError) {
    process.stderr.write(`models: ${error.message}\n`);
    process.exitCode = EXIT_ARGUMENTS;
    return;
  }
  const explained = [FetchError, ConvertError, ClipError].some((kind) => error instanceof kind);
  const text = error instanceof Error ? (explained ? error.message : error.stack) : String(error);
  process.stderr.write(`${text ?? 'unknown error'}\n`);
  process.exitCode = 1;
});
