import { statSync } from 'node:fs';
import { chmod, copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseEnv } from 'node:util';
import { type Environment, renderAlertmanager } from '../alertmanager/index.js';
import { renderContactPoints } from '../grafana/index.js';
import { cameraFiles, cameraTemplate, CPU, CREDENTIALS, CREDENTIALS_TEXT, GPU } from './cameras.js';
import { ClipMissingError, NotAFileError } from './errors.js';
import { activeProfiles, isSetTo, type Profile, PROFILES, settingsOf, withSettings } from './profiles.js';
import { type RandomBytes, SECRETS } from './secrets.js';

/**
 * Containers run as different users and every one has to read its secrets, which compose mounts with the mode that they
 * have here. So any user may read the files, and nobody but the owner gets into the folder.
 */
const SECRETS_FOLDER_MODE = 0o700;
const SECRET_MODE = 0o444;
const PUBLIC_MODE = 0o644;

/** The clip that the camera emulator replays, below the root. */
const CLIP = 'provisioning/mediamtx/clips/sample.mp4';

export interface InitOptions {
  /** Folder of docker-compose.yml. */
  root: string;
  /** What is asked for; the emulator comes by itself where no `cameras` are given. */
  profiles: readonly Profile[];
  /** File with cameras of one's own, below `root` or absolute; null for the emulator's. */
  cameras: string | null;
  /** Makes the clip that the emulator replays and gives its path. Called only where it is missing. */
  makeClip: () => Promise<string>;
  random: RandomBytes;
  /** CPUs of this machine. The engine may have fewer, where it runs in a machine of its own. */
  cpus: number;
  /** `COMPOSE_PROFILES`, `ALERT_…`, `GRAFANA_ALERT_…` and `GF_SMTP_…` in it win over those in .env. */
  env: Environment;
}

export interface InitResult {
  /** Paths below `root`. */
  made: string[];
  /** What was there already, as it should be. */
  kept: string[];
  /** Files that wait for cameras of one's own, one for each runner. */
  cameraFiles: string[];
  /** Lines that .env would need for what was asked for, where it was kept and has other ones. */
  settingsToChange: string[];
  /** What would not work, and what to do about it. */
  warnings: string[];
}

/**
 * Makes everything that docker-compose.yml reads and the repository does not hold: secrets, .env, the cameras' file, the
 * sample clip. Nothing that is there is touched, but for the receivers of Alertmanager and Grafana, which follow .env; so
 * it may be run at any time. Throws a NotAFileError, a ClipMissingError, and what renderAlertmanager and
 * renderContactPoints throw.
 */
export async function initStack(options: InitOptions): Promise<InitResult> {
  const { root, random, cameras } = options;
  const result: InitResult = { made: [], kept: [], cameraFiles: [], settingsToChange: [], warnings: [] };
  /** Makes a file below the root unless it is there. */
  const ensure = async (name: string, mode: number, content: () => string | Promise<string>): Promise<void> => {
    const file = path.resolve(root, name);
    const missing = !isFile(file);
    if (missing) {
      await mkdir(path.dirname(file), { recursive: true });
      await place(file, mode, async (temporary) => writeFile(temporary, await content()));
    }
    (missing ? result.made : result.kept).push(name);
  };
  const textOf = (name: string): Promise<string> => readFile(path.join(root, name), 'utf8');

  await makeSecrets(root, random, result);
  const profiles = PROFILES.filter((one) => options.profiles.includes(one) || (one === 'emulator' && cameras === null));
  const files = cameras === null ? [] : cameraFiles(cameras, profiles);
  const settings = {
    ...settingsOf(profiles),
    ...Object.fromEntries(files.map(({ variable, source }) => [variable, source])),
  };
  await ensure('.env', PUBLIC_MODE, async () => withSettings(await textOf('.env.example'), settings));
  // Some editors begin a file with a mark, which compose does not mind.
  const present = (await textOf('.env')).replace(/^\ufeff/, '');
  if (options.profiles.length > 0 || cameras !== null) {
    const given = parseEnv(present);
    result.settingsToChange = Object.entries(settings)
      .filter(([name, value]) => !isSetTo(name, given[name], value))
      .map(([name, value]) => `${name}=${value}`);
  }
  const env = { ...parseEnv(present), ...options.env };

  for (const file of files) {
    result.cameraFiles.push(file.source);
    await ensure(file.source, PUBLIC_MODE, async () => cameraTemplate(await textOf(file.example), file));
  }
  // Read by compose itself, as the user who starts it.
  if (files.length > 0) await ensure(CREDENTIALS, 0o600, () => CREDENTIALS_TEXT);

  // These follow .env: they are the files that are written again.
  const receivers = {
    'alertmanager.yml': renderAlertmanager(env, await textOf('provisioning/alertmanager/alertmanager.yml')),
    'grafana-contact-points.yml': renderContactPoints(env),
  };
  for (const [name, rendered] of Object.entries(receivers)) {
    const file = path.join(root, 'secrets', name);
    const current = (await contentOf(file)) === rendered;
    if (!current) await place(file, SECRET_MODE, (temporary) => writeFile(temporary, rendered));
    (current ? result.kept : result.made).push(`secrets/${name}`);
  }
  for (const service of ['alertmanager', 'grafana']) await ensureFolder(path.join(root, 'secrets', service), 0o755);

  const active = activeProfiles(env.COMPOSE_PROFILES ?? '');
  result.warnings = [...(await runnerWarnings(root, env, active)), ...cpuWarnings(env.RUNNER_CPUS, options.cpus)];
  if (active.includes('emulator')) await makeClip(options, result);
  return result;
}

async function makeSecrets(root: string, random: RandomBytes, { made, kept }: InitResult): Promise<void> {
  const folder = path.join(root, 'secrets');
  await ensureFolder(folder, SECRETS_FOLDER_MODE);
  const values = new Map<string, string>();
  for (const { name, make } of SECRETS) {
    const file = path.join(folder, name);
    const present = (await contentOf(file))?.trim() ?? '';
    const value = present === '' ? make(random, (other) => values.get(other) ?? '') : present;
    values.set(name, value);
    if (present === '') await place(file, SECRET_MODE, (temporary) => writeFile(temporary, `${value}\n`));
    (present === '' ? made : kept).push(`secrets/${name}`);
  }
}

async function makeClip({ root, makeClip }: InitOptions, { made, kept }: InitResult): Promise<void> {
  const target = path.join(root, CLIP);
  // An empty one is what a copy leaves that failed: nothing could be replayed.
  const missing = !isFile(target) || statSync(target).size === 0;
  if (missing) {
    await mkdir(path.dirname(target), { recursive: true });
    const clip = await makeClip().catch((error: unknown) => {
      throw new ClipMissingError(CLIP, error);
    });
    await place(target, PUBLIC_MODE, (temporary) => copyFile(clip, temporary));
  }
  (missing ? made : kept).push(CLIP);
}

/** The runners' files: those that are missing, and those that watch an emulator which does not run. */
async function runnerWarnings(root: string, env: Environment, active: readonly Profile[]): Promise<string[]> {
  const warnings = [];
  for (const { variable, example } of active.includes('gpu') ? [CPU, GPU] : [CPU]) {
    // Empty or not set, compose takes the one that is in the repository.
    const given = env[variable]?.trim() ?? '';
    const name = given === '' ? `./${example}` : given;
    const text = await contentOf(path.resolve(root, name));
    if (text === null) {
      warnings.push(`${name} is missing, and Docker would make a folder in its place: make that file, or name another`);
    } else if (!active.includes('emulator') && /\bmediamtx:8554\b/.test(text)) {
      warnings.push(
        `${name} watches the camera emulator, which does not run: add emulator to COMPOSE_PROFILES in .env, or name ` +
          'a file with your cameras'
      );
    }
  }
  return warnings;
}

/** A limit that Docker refuses to start a container with. */
function cpuWarnings(limit: string | undefined, cpus: number): string[] {
  if (!(Number(limit) > cpus)) return [];
  return [
    `RUNNER_CPUS=${limit} is more than the ${cpus} CPUs of this machine, which Docker refuses: set it to 0 in .env`,
  ];
}

/** With exactly this mode, whatever the umask and whoever made it. */
async function ensureFolder(folder: string, mode: number): Promise<void> {
  await mkdir(folder, { recursive: true, mode });
  await chmod(folder, mode);
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
