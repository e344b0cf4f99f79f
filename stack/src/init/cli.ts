import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { ensureSampleClip } from '@framewatch/models';
import { AlertReceiverError } from '../alertmanager/index.js';
import { initStack, type InitResult, NotAFileError, readProfiles, UnknownProfileError } from './index.js';

const USAGE = `npm run stack:init [-- --profiles gpu,ha,reporting]

Makes what docker-compose.yml needs and the repository does not hold: secrets/, .env, the sample clip. What is there
stays as it is, but for whom Alertmanager and Grafana tell: that follows ALERT_… and GRAFANA_ALERT_… in .env.
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { profiles: { type: 'string', default: '' }, help: { type: 'boolean', default: false } },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const profiles = readProfiles(values.profiles);
  const { path: clip } = await ensureSampleClip();
  const root = path.resolve(import.meta.dirname, '../../..');
  process.stdout.write(report(await initStack({ root, profiles, clip, random: randomBytes, env: process.env })));
}

function report({ made, kept, settingsToChange }: InitResult): string {
  return [
    ...made.map((name) => `made  ${name}`),
    ...kept.map((name) => `kept  ${name}`),
    ...(settingsToChange.length > 0 ? ['', '.env is kept. For these profiles it needs:', ...settingsToChange] : []),
    '',
    'Next:',
    '  docker compose up -d --build',
    '  cat secrets/grafana-admin-password    # of the user admin',
    '  http://localhost:3000',
    '',
  ].join('\n');
}

main().catch((error: unknown) => {
  const expected = [NotAFileError, UnknownProfileError, AlertReceiverError].some((kind) => error instanceof kind);
  const text = error instanceof Error ? (expected ? error.message : error.stack) : String(error);
  process.stderr.write(`${text ?? 'unknown error'}\n`);
  process.exitCode = 1;
});
