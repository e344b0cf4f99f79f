#!/usr/bin/env node
import { ArgumentsError, EXIT_ARGUMENTS, readArguments } from '@framewatch/service-kit';
import { ConfigError, loadConfig } from './config/index.js';
import { createExporter } from './exporter.js';
import { ListenError } from './server/index.js';
import { VERSION } from './version.js';

const HELP = `Usage: framewatch-exporter [--config FILE]

Publishes what inference runners and the GPU report, for Prometheus, at /metrics.

  --config FILE  YAML file (or EXPORTER_CONFIG); environment variables win over it
  --version      print the version
  --help         print this

Without a file: FRAMEWATCH_RUNNERS=http://host:port,… FRAMEWATCH_RUNNER_TOKEN=… framewatch-exporter
All keys and variables: docs/metrics.md
`;

/** Runs the exporter until SIGTERM or SIGINT; rejects when it cannot start. */
async function main(): Promise<void> {
  const { values } = readArguments(process.argv.slice(2), { config: { type: 'string' }, version: { type: 'boolean' } });
  if (values.help || values.version) {
    process.stdout.write(values.help ? HELP : `${VERSION}\n`);
    return;
  }
  const config = loadConfig({ path: values.config, env: process.env, cwd: process.cwd() });
  const exporter = createExporter(config);
  await exporter.listen();
  const stop = (): void => void exporter.close();
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`framewatch-exporter: ${describe(error)}\n`);
  process.exitCode = error instanceof ArgumentsError ? EXIT_ARGUMENTS : 1;
});

/** Returns the message of an expected error, and the stack of any other. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const expected = [ArgumentsError, ConfigError, ListenError].some((kind) => error instanceof kind);
  return expected ? error.message : (error.stack ?? error.message);
}
