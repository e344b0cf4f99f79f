import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { initStack, NotAFileError, type Profile, readProfiles, SECRETS, UnknownProfileError } from './index.js';

const RECEIVERS = 'receivers:\n  - name: critical\n  - name: warning\n  - name: info\n';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'stack-init-'));
  await writeFile(path.join(root, '.env.example'), '# Settings\nCOMPOSE_PROFILES=\nGRAFANA_PUBLISH=3000\n');
  await writeFile(path.join(root, 'clip.mp4'), 'a film');
  await mkdir(path.join(root, 'provisioning/alertmanager'), { recursive: true });
  await writeFile(path.join(root, 'provisioning/alertmanager/alertmanager.yml'), RECEIVERS);
});
afterEach(() => rm(root, { recursive: true }));

const read = (name: string): Promise<string> => readFile(path.join(root, name), 'utf8');
const modeOf = async (name: string): Promise<string> => ((await stat(path.join(root, name))).mode & 0o777).toString(8);

/** Random bytes that are 1, then 2 …, so that no two secrets are the same. */
function init(profiles: Profile[] = [], env: Record<string, string> = {}): ReturnType<typeof initStack> {
  let next = 0;
  const random = (count: number): Buffer => Buffer.alloc(count, ++next);
  return initStack({ root, profiles, clip: path.join(root, 'clip.mp4'), random, env });
}

describe('initStack', () => {
  it('makes every secret, .env and the clip', async () => {
    const { made, kept, settingsToChange } = await init();
    expect(made).toEqual([
      ...SECRETS.map(({ name }) => `secrets/${name}`),
      '.env',
      'secrets/alertmanager.yml',
      'secrets/grafana-contact-points.yml',
      'provisioning/mediamtx/clips/sample.mp4',
    ]);
    expect([kept, settingsToChange]).toEqual([[], []]);
    const receivers = ['alertmanager', 'alertmanager.yml', 'grafana', 'grafana-contact-points.yml'];
    const files = [...SECRETS.map(({ name }) => name), ...receivers];
    expect((await readdir(path.join(root, 'secrets'))).sort()).toEqual(files.sort());
    expect(await read('.env')).toBe(await read('.env.example'));
    expect(await read('provisioning/mediamtx/clips/sample.mp4')).toBe('a film');
  });

  it('makes secrets that differ, are long, and are accepted as bearer tokens', async () => {
    await init();
    const values = await Promise.all(SECRETS.map(({ name }) => read(`secrets/${name}`)));
    expect(new Set(values).size).toBe(SECRETS.length);
    expect(await read('secrets/runner-token')).toMatch(/^[0-9a-f]{64}\n$/);
    for (const value of values) expect(value.trim().length).toBeGreaterThanOrEqual(24);
  });

  it('lets the users of the containers read the secrets, and nobody else into the folder', async () => {
    await init();
    expect(await modeOf('secrets')).toBe('700');
    for (const { name } of SECRETS) expect(await modeOf(`secrets/${name}`)).toBe('444');
  });

  it('closes a folder that was open', async () => {
    await mkdir(path.join(root, 'secrets'), { mode: 0o755 });
    await init();
    expect(await modeOf('secrets')).toBe('700');
  });

  it('touches nothing when it is run again', async () => {
    await init();
    const before = await Promise.all(SECRETS.map(({ name }) => read(`secrets/${name}`)));
    await writeFile(path.join(root, '.env'), 'MINE=1\n');
    const { made, kept } = await init();
    expect(made).toEqual([]);
    expect(kept).toHaveLength(SECRETS.length + 4);
    expect(await Promise.all(SECRETS.map(({ name }) => read(`secrets/${name}`)))).toEqual(before);
    expect(await read('.env')).toBe('MINE=1\n');
  });

  it('makes what is missing beside what is there, and derives from what is there', async () => {
    await mkdir(path.join(root, 'secrets'));
    await writeFile(path.join(root, 'secrets/redis-password'), 'chosen-by-hand\n');
    await writeFile(path.join(root, 'secrets/runner-token'), '');
    const { made, kept } = await init();
    expect(kept).toEqual(['secrets/redis-password']);
    expect(made).toContain('secrets/runner-token');
    expect(await read('secrets/grafana-cache-connection')).toContain('password=chosen-by-hand');
  });

  it('writes what profiles need into a new .env', async () => {
    await init(['gpu', 'ha']);
    expect(await read('.env')).toBe(
      [
        '# Settings',
        'COMPOSE_PROFILES=gpu,ha',
        'GRAFANA_PUBLISH=127.0.0.1:3001',
        'FRAMEWATCH_RUNNERS=http://inference-runner:8787,http://inference-runner-gpu:8787',
        'GRAFANA_MORE_RUNNERS=./provisioning/grafana/profiles/gpu.yml',
        'GRAFANA_HA_ENV=provisioning/grafana/env/ha.env',
        'NGINX_PUBLISH=3000',
        '',
      ].join('\n')
    );
  });

  it('says what an .env that is there needs for profiles', async () => {
    await writeFile(path.join(root, '.env'), 'COMPOSE_PROFILES=reporting\n');
    const { settingsToChange } = await init(['reporting']);
    expect(settingsToChange).toEqual(['GRAFANA_REPORTING_ENV=provisioning/grafana/env/reporting.env']);
  });

  it('writes the receivers of alerts again when .env asks for others', async () => {
    await init();
    expect(await read('secrets/alertmanager.yml')).toBe(RECEIVERS);
    await writeFile(path.join(root, '.env'), 'ALERT_WEBHOOK_URL=https://hooks.example.org/a\n');
    expect((await init()).made).toEqual(['secrets/alertmanager.yml']);
    expect(await read('secrets/alertmanager.yml')).toContain('url: https://hooks.example.org/a');
    await init([], { ALERT_WEBHOOK_URL: 'https://hooks.example.org/b' });
    expect(await read('secrets/alertmanager.yml')).toContain('url: https://hooks.example.org/b');
  });

  it('writes the contact points of Grafana again when .env asks for others', async () => {
    await init();
    expect(await read('secrets/grafana-contact-points.yml')).toContain('uid: framewatch-nobody');
    await writeFile(path.join(root, '.env'), 'GRAFANA_ALERT_SLACK_URL=https://hooks.slack.example/a\n');
    expect((await init()).made).toEqual(['secrets/grafana-contact-points.yml']);
    expect(await read('secrets/grafana-contact-points.yml')).toContain('url: https://hooks.slack.example/a');
    expect(await modeOf('secrets/grafana-contact-points.yml')).toBe('444');
  });

  it('explains a folder in the place of a secret', async () => {
    await mkdir(path.join(root, 'secrets/runner-token'), { recursive: true });
    await expect(init()).rejects.toThrow(NotAFileError);
  });
});

describe('readProfiles', () => {
  it('takes names with commas between them, in any order', () => {
    expect(readProfiles('')).toEqual([]);
    expect(readProfiles('reporting, gpu,gpu')).toEqual(['gpu', 'reporting']);
  });

  it('refuses a name that it does not know, and says which there are', () => {
    expect(() => readProfiles('gpu,tpu')).toThrow(UnknownProfileError);
    expect(() => readProfiles('tpu')).toThrow('there is no profile "tpu": choose among gpu, ha, reporting');
  });
});
