import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ArgumentsError, EXIT_ARGUMENTS, readArguments } from '@framewatch/service-kit';
import { generate } from './generate.js';
import { PROVISIONING } from './paths.js';

const USAGE = `npm run dashboards

Writes the dashboards and alert rules of Grafana and Prometheus into provisioning/, and says which files.
`;

function main(): void {
  if (readArguments(process.argv.slice(2), {}).values.help) {
    process.stdout.write(USAGE);
    return;
  }
  for (const [name, text] of generate()) {
    const file = path.join(PROVISIONING, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${path.relative(process.cwd(), file)}\n`);
  }
}

try {
  main();
} catch (error) {
  if (!(error instanceof ArgumentsError)) throw error;
  process.stderr.write(`dashboards: ${error.message}\n`);
  process.exitCode = EXIT_ARGUMENTS;
}
