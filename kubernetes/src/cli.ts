import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArgumentsError, EXIT_ARGUMENTS, readArguments } from '@framewatch/service-kit';
import { generate } from './generated.js';
import { ROOT } from './paths.js';

const USAGE = `npm run generate -w kubernetes

Writes the files of kubernetes/ that repeat what is elsewhere in the repository, and says which.
`;

function main(): void {
  if (readArguments(process.argv.slice(2), {}).values.help) {
    process.stdout.write(USAGE);
    return;
  }
  for (const { path, text } of generate(ROOT)) {
    writeFileSync(join(ROOT, path), text);
    process.stdout.write(`${path}\n`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof ArgumentsError)) throw error;
  process.stderr.write(`kubernetes: ${error.message}\n`);
  process.exitCode = EXIT_ARGUMENTS;
}
