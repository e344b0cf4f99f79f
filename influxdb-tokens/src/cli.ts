#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { ArgumentsError, EXIT_ARGUMENTS, readArguments } from '@framewatch/service-kit';
import {
  clusterAccess,
  type Config,
  ConfigError,
  ensureTokens,
  FolderStore,
  InfluxDatabase,
  KubernetesSecretStore,
  loadConfig,
  NotReadyError,
  RefusedError,
  type TokenOutcome,
  type TokenStore,
  whenReady,
} from './index.js';

const HELP = `Usage: framewatch-influxdb-tokens

Makes two tokens of InfluxDB 2 for one bucket, unless they are there: one that may only write, for runners, and one that
may only read, for Grafana. Waits for the database. Set in the environment:

  INFLUX_URL         http://influxdb:8086
  INFLUX_ORG         organization
  INFLUX_BUCKET      bucket
  INFLUX_TOKEN_FILE  file with the token of an administrator
  OUTPUT_FOLDER      where to: files runner-token and grafana-token in this folder,
  OUTPUT_SECRET      or keys influxdb-runner-token and influxdb-grafana-token of this secret of Kubernetes

  --help             print this
`;

/** Longer than a database takes to start, and short enough that a wrong address is noticed. */
const WAIT_MS = 5 * 60_000;
const PAUSE_MS = 1000;

const OUTCOMES: Record<TokenOutcome, string> = {
  kept: 'the token of NAME is there',
  restored: 'put the token of NAME back, which the database knew already',
  made: 'made a token for NAME',
  replaced:
    'replaced the token of NAME, which the database did not take: what has run since before has to be restarted to read it',
};

const say = (text: string): void => void process.stdout.write(`influxdb-tokens: ${text}\n`);
const readText = (path: string): string => readFileSync(path, 'utf8');

async function main(): Promise<void> {
  const { values } = readArguments(process.argv.slice(2), {});
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const config = loadConfig(process.env, readText);
  const database = new InfluxDatabase(config);
  const store = storeOf(config);
  await whenReady(
    () => ensureTokens(database, store, (name, outcome) => say(OUTCOMES[outcome].replace('NAME', name))),
    {
      limitMs: WAIT_MS,
      pauseMs: PAUSE_MS,
      nowMs: () => performance.now(),
      sleep,
      onWait: ({ message }) => say(`waits for ${message}`),
    }
  );
}

function storeOf({ output }: Config): TokenStore {
  return output.kind === 'folder'
    ? new FolderStore(output.folder)
    : new KubernetesSecretStore(clusterAccess(readText), output.secret);
}

/** As process 1 of a container it would not be ended by a signal that nobody handles. */
for (const [signal, number] of [
  ['SIGTERM', 15],
  ['SIGINT', 2],
] as const) {
  process.once(signal, () => process.exit(128 + number));
}

main().then(
  // Connections of requests that timed out may still be open.
  () => process.exit(0),
  (error: unknown) => {
    const expected = [ArgumentsError, ConfigError, NotReadyError, RefusedError].some((kind) => error instanceof kind);
    const gaveUp = error instanceof NotReadyError ? `gave up after ${WAIT_MS / 60_000} minutes: ` : '';
    const text = !(error instanceof Error) ? String(error) : expected ? error.message : (error.stack ?? error.message);
    process.stderr.write(`${(gaveUp + text).replace(/^/gm, 'influxdb-tokens: ')}\n`);
    process.exit(error instanceof ConfigError || error instanceof ArgumentsError ? EXIT_ARGUMENTS : 1);
  }
);
