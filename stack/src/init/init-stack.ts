import { statSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type Environment, renderAlertmanager } from '../alertmanager/index.js';
import { renderContactPoints } from '../grafana/index.js';
import { NotAFileError } from './errors.js';
import { type Profile, settingsOf, withSettings } from './profiles.js';
import { type RandomBytes, SECRETS } from './secrets.js';

/**
 * Containers run as different users and every one has to read its secrets, which compose mounts with the mode that they
 * have here. So any user may read the files, and nobody but the owner gets into the folder.
 */
const SECRETS_FOLDER_MODE = 0o700;
const SECRET_MODE = 0o444;
const PUBLIC_MODE = 0o644;

export interface InitOptions {
  /** Folder of docker-compose.yml. */
  root: string;
  profiles: readonly Profile[];
  /** The .mp4 that the camera emulator replays. */
  clip: string;
  random: RandomBytes;
  /** `ALERT_…`, `GRAFANA_ALERT_…` and `GF_SMTP_…` in it win over those in .env. */
  env: Environment;
}

export interface InitResult {
  /** Paths below `root`. */
  made: string[];
  /** What was there already, as it should be. */
  kept: string[];
  /** Lines that .env would need for these profiles, where it was kept and has other ones. */
  settingsToChange: string[];
}

/**
 * Makes everything that docker-compose.yml reads and the repository does not hold: secrets, .env, the sample clip.
 * Nothing that is there is touched, but for the receivers of Alertmanager and Grafana, which follow .env; so it may be run
 * at any time. Throws a NotAFileError, and what renderAlertmanager and renderContactPoints throw.
 */
export async function initStack({ root, profiles, clip, random, env }: InitOptions): Promise<InitResult> {
  const result: InitResult = { made: [], kept: [], settingsToChange: [] };
  const note = (name: string, made: boolean): unknown => (made ? result.made : result.kept).push(name);

  const folder = path.join(root, 'secrets');
  await mkdir(folder, { recursive: true, mode: SECRETS_FOLDER_MODE });
  await chmod(folder, SECRETS_FOLDER_MODE);
  const values = new Map<string, string>();
  for (const { name, make } of SECRETS) {
    const file = path.join(folder, name);
    const present = (await contentOf(file))?.trim() ?? '';
    const value = present === '' ? make(random, (other) => values.get(other) ?? '') : present;
    values.set(name, value);
    if (present === '') await place(file, SECRET_MODE, (temporary) => writeFile(temporary, `${value}\n`));
    note(`secrets/${name}`, present === '');
  }

  const settings = settingsOf(profiles);
  const envFile = path.join(root, '.env');
  const present = await contentOf(envFile);
  if (present === null) {
    const example = await readFile(path.join(root, '.env.example'), 'utf8');
    await place(envFile, PUBLIC_MODE, (temporary) => writeFile(temporary, withSettings(example, settings)));
  } else if (profiles.length > 0) {
    const lines = present.split('\n').map((line) => line.trim());
    const wanted = Object.entries(settings).map(([name, value]) => `${name}=${value}`);
    result.settingsToChange = wanted.filter((line) => !lines.includes(line));
  }
  note('.env', present === null);

  // These follow .env: they are the files that are written again.
  const variables = { ...parseEnv((await contentOf(envFile)) ?? ''), ...env };
  const base = await readFile(path.join(root, 'provisioning/alertmanager/alertmanager.yml'), 'utf8');
  const receivers = {
    'alertmanager.yml': renderAlertmanager(variables, base),
    'grafana-contact-points.yml': renderContactPoints(variables),
  };
  for (const [name, rendered] of Object.entries(receivers)) {
    const file = path.join(folder, name);
    const current = (await contentOf(file)) === rendered;
    if (!current) await place(file, SECRET_MODE, (temporary) => writeFile(temporary, rendered));
    note(`secrets/${name}`, !current);
  }
  for (const service of ['alertmanager', 'grafana'])
    await mkdir(path.join(folder, service), { recursive: true, mode: 0o755 });

  const sample = 'provisioning/mediamtx/clips/sample.mp4';
  const target = path.join(root, sample);
  const hasClip = isFile(target);
  if (!hasClip) {
    await mkdir(path.dirname(target), { recursive: true });
    await place(target, PUBLIC_MODE, (temporary) => copyFile(clip, temporary));
  }
  note(sample, !hasClip);
  return result;
}

/** Moved in when it is complete, so that an interrupted run leaves nothing half done. */
async function place(file: string, mode: number, write: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${file}.new`;
  await write(temporary);
  await chmod(temporary, mode);
  await rename(temporary, file);
}

async function contentOf(file: string): Promise<string | null> {
  return isFile(file) ? readFile(file, 'utf8') : null;
}

function isFile(file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found && !found.isFile()) throw new NotAFileError(file);
  return found !== undefined;
}
