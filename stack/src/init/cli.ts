import { randomBytes } from 'node:crypto';
import { cpus } from 'node:os';
import path from 'node:path';
import { consoleProgress, ensureSampleClip } from '@framewatch/models';
import { readArguments } from './arguments.js';
import { failureOf, initStack, type InitResult } from './index.js';

const USAGE = `npm run stack:init [-- --profiles gpu,ha,reporting] [--cameras FILE]

Makes what docker-compose.yml needs and the repository does not hold: secrets/, .env, and the clip that the camera
emulator replays. What is there stays as it is, but for whom Alertmanager and Grafana tell: that follows ALERT_… and
GRAFANA_ALERT_… in .env.

  --profiles LIST  what runs besides, in a new .env: gpu, ha, reporting, with commas between them
  --cameras FILE   your cameras instead of the emulator: FILE is begun where it is missing, and a new .env names it
  --help           print this
`;

async function main(): Promise<void> {
  const { profiles, cameras, help } = readArguments(process.argv.slice(2));
  if (help) {
    process.stdout.write(USAGE);
    return;
  }
  const result = await initStack({
    root: path.resolve(import.meta.dirname, '../../..'),
    profiles,
    cameras,
    makeClip: async () => (await ensureSampleClip({ onProgress: consoleProgress(process.stderr) })).path,
    random: randomBytes,
    cpus: cpus().length,
    env: process.env,
  });
  process.stdout.write(report(result));
}

function report({ made, kept, cameraFiles, settingsToChange, warnings }: InitResult): string {
  const fillIn = `  your cameras into ${cameraFiles.join(' and ')}, their user and password into secrets/cameras.env`;
  return [
    ...made.map((name) => `made  ${name}`),
    ...kept.map((name) => `kept  ${name}`),
    ...(settingsToChange.length > 0 ? ['', '.env is kept. For what you asked it needs:', ...settingsToChange] : []),
    ...warnings.flatMap((warning) => ['', `Attention: ${warning}.`]),
    '',
    'Next:',
    ...(cameraFiles.length > 0 ? [fillIn] : []),
    '  docker compose up -d --build',
    '  cat secrets/grafana-admin-password    # of the user admin',
    '  http://localhost:3000',
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  const { text, exitCode } = failureOf(error);
  process.stderr.write(`${text}\n`);
  process.exitCode = exitCode;
});
