import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';
import { ClipMissingError, initStack, type InitOptions, NotAFileError, SECRETS } from './index.js';

const EXAMPLE = `# Settings
COMPOSE_PROFILES=emulator
GRAFANA_PUBLISH=3000
RUNNER_CONFIG=./provisioning/inference-runner/runner.yaml
RUNNER_GPU_CONFIG=./provisioning/inference-runner/runner-gpu.yaml
`;
/** A runner's file as the repository has it, with one stream of the emulator. */
const runnerFile = (id: string): string => `# The runner of docker-compose.yml.
id: runner

models:
  # Which network.
  - path: /models/movenet-multipose.onnx

streams:
  - id: ${id}
    url: rtsp://mediamtx:8554/sample-1

viewer:
  host: 0.0.0.0
`;
const RECEIVERS = 'receivers:\n  - name: critical\n  - name: warning\n  - name: info\n';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'stack-init-'));
  await writeFile(path.join(root, '.env.example'), EXAMPLE);
  await writeFile(path.join(root, 'clip.mp4'), 'a film');
  await mkdir(path.join(root, 'provisioning/inference-runner'), { recursive: true });
  await writeFile(path.join(root, 'provisioning/inference-runner/runner.yaml'), runnerFile('sample-1'));
  await writeFile(path.join(root, 'provisioning/inference-runner/runner-gpu.yaml'), runnerFile('gpu-sample-1'));
  await mkdir(path.join(root, 'provisioning/alertmanager'), { recursive: true });
  await writeFile(path.join(root, 'provisioning/alertmanager/alertmanager.yml'), RECEIVERS);
});
afterEach(() => rm(root, { recursive: true }));

const read = (name: string): Promise<string> => readFile(path.join(root, name), 'utf8');
const modeOf = async (name: string): Promise<string> => ((await stat(path.join(root, name))).mode & 0o777).toString(8);

/** Random bytes that are 1, then 2 …, so that no two secrets are the same. */
function init(options: Partial<InitOptions> = {}): ReturnType<typeof initStack> {
  let next = 0;
  const random = (count: number): Buffer => Buffer.alloc(count, ++next);
  const makeClip = (): Promise<string> => Promise.resolve(path.join(root, 'clip.mp4'));
  return initStack({ root, profiles: [], cameras: null, makeClip, random, cpus: 2, env: {}, ...options });
}

describe('initStack', () => {
  it('makes every secret, .env and the clip', async () => {
    const { made, kept, settingsToChange, warnings } = await init();
    expect(made).toEqual([
      ...SECRETS.map(({ name }) => `secrets/${name}`),
      '.env',
      'secrets/alertmanager.yml',
      'secrets/grafana-contact-points.yml',
      'provisioning/mediamtx/clips/sample.mp4',
    ]);
    expect([kept, settingsToChange, warnings]).toEqual([[], [], []]);
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

  it('lets Alertmanager and Grafana into the folders of their own, also with a strict umask', async () => {
    const before = process.umask(0o077);
    try {
      await init();
    } finally {
      process.umask(before);
    }
    expect(await Promise.all(['secrets/alertmanager', 'secrets/grafana'].map(modeOf))).toEqual(['755', '755']);
    expect(await modeOf('secrets/alertmanager.yml')).toBe('444');
  });

  it('touches nothing when it is run again', async () => {
    await init();
    const before = await Promise.all(SECRETS.map(({ name }) => read(`secrets/${name}`)));
    await writeFile(path.join(root, '.env'), 'COMPOSE_PROFILES=emulator\n');
    const { made, kept } = await init();
    expect(made).toEqual([]);
    expect(kept).toHaveLength(SECRETS.length + 4);
    expect(await Promise.all(SECRETS.map(({ name }) => read(`secrets/${name}`)))).toEqual(before);
    expect(await read('.env')).toBe('COMPOSE_PROFILES=emulator\n');
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
    await init({ profiles: ['gpu', 'ha'] });
    expect(await read('.env')).toBe(
      [
        '# Settings',
        'COMPOSE_PROFILES=emulator,gpu,ha',
        'GRAFANA_PUBLISH=127.0.0.1:3001',
        'RUNNER_CONFIG=./provisioning/inference-runner/runner.yaml',
        'RUNNER_GPU_CONFIG=./provisioning/inference-runner/runner-gpu.yaml',
        'FRAMEWATCH_RUNNERS=http://inference-runner:8787,http://inference-runner-gpu:8787',
        'GRAFANA_MORE_RUNNERS=./provisioning/grafana/profiles/gpu.yml',
        'GRAFANA_HA_ENV=provisioning/grafana/env/ha.env',
        'NGINX_PUBLISH=3000',
        '',
      ].join('\n')
    );
  });

  it('reads .env as compose does: quotes, comments, export and line ends of Windows, and profiles in any order', async () => {
    const lines = [
      'export COMPOSE_PROFILES="ha, emulator"  # both',
      "GRAFANA_HA_ENV='provisioning/grafana/env/ha.env'",
      'GRAFANA_PUBLISH = 127.0.0.1:3001',
      'NGINX_PUBLISH=3000',
    ];
    await writeFile(path.join(root, '.env'), lines.join('\r\n'));
    const { settingsToChange, made } = await init({ profiles: ['ha'] });
    expect(settingsToChange).toEqual([]);
    expect(made).toContain('provisioning/mediamtx/clips/sample.mp4');
  });

  it.each([
    ['behind the mark that some editors begin a file with', '\ufeffCOMPOSE_PROFILES=emulator\n'],
    ['as one of all', 'COMPOSE_PROFILES=*\n'],
  ])('sees the emulator %s', async (_, text) => {
    await writeFile(path.join(root, '.env'), text);
    const { made, warnings } = await init();
    expect(made).toContain('provisioning/mediamtx/clips/sample.mp4');
    expect(warnings).toEqual([]);
  });

  it('says what an .env that is there needs for profiles', async () => {
    await writeFile(path.join(root, '.env'), 'COMPOSE_PROFILES=emulator,reporting\n');
    const { settingsToChange } = await init({ profiles: ['reporting'] });
    expect(settingsToChange).toEqual(['GRAFANA_REPORTING_ENV=provisioning/grafana/env/reporting.env']);
  });

  it('writes the receivers of alerts again when .env asks for others', async () => {
    await init();
    expect(await read('secrets/alertmanager.yml')).toBe(RECEIVERS);
    await writeFile(path.join(root, '.env'), 'ALERT_WEBHOOK_URL=https://hooks.example.org/a\n');
    expect((await init()).made).toEqual(['secrets/alertmanager.yml']);
    expect(await read('secrets/alertmanager.yml')).toContain('url: https://hooks.example.org/a');
    await init({ env: { ALERT_WEBHOOK_URL: 'https://hooks.example.org/b' } });
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

describe('cameras of one’s own', () => {
  it('begin in a file of theirs, beside a file for their passwords, and the emulator is off', async () => {
    const { made, warnings } = await init({ cameras: 'cameras.yaml', makeClip: () => Promise.reject(new Error()) });
    expect(made).toEqual(expect.arrayContaining(['./cameras.yaml', 'secrets/cameras.env']));
    expect(made).not.toContain('provisioning/mediamtx/clips/sample.mp4');
    expect(warnings).toEqual([]);
    expect(await read('.env')).toBe(
      EXAMPLE.replace('PROFILES=emulator', 'PROFILES=').replace(
        './provisioning/inference-runner/runner.yaml',
        './cameras.yaml'
      )
    );
    expect(await modeOf('secrets/cameras.env')).toBe('600');
    expect(parse(await read('cameras.yaml'))).toEqual({
      id: 'runner',
      models: [{ path: '/models/movenet-multipose.onnx' }],
      streams: [
        {
          id: 'camera-1',
          name: 'Camera 1',
          url: 'rtsp://${CAMERA_USER}:${CAMERA_PASSWORD}@192.0.2.10:554/stream1',
          targetFps: 15,
        },
      ],
      viewer: { host: '0.0.0.0' },
    });
    expect(await read('cameras.yaml')).not.toContain('The runner of docker-compose.yml');
    expect(await read('cameras.yaml')).toMatch(/^# Your cameras.*\n[^]*# Which network\./);
  });

  it('have a file for each runner, whose streams share no id', async () => {
    const { cameraFiles } = await init({ cameras: 'mine/cameras.yaml', profiles: ['gpu'] });
    expect(cameraFiles).toEqual(['./mine/cameras.yaml', './mine/gpu-cameras.yaml']);
    expect(await read('.env')).toMatch(
      /COMPOSE_PROFILES=gpu\n[^]*RUNNER_CONFIG=\.\/mine\/cameras\.yaml\nRUNNER_GPU_CONFIG=\.\/mine\/gpu-cameras\.yaml\n/
    );
    expect(await read('mine/gpu-cameras.yaml')).toContain('id: gpu-camera-1');
  });

  it('stay as they are when it is run again, and .env says what it needs', async () => {
    await init();
    await writeFile(path.join(root, 'cameras.yaml'), 'streams: []\n');
    const { kept, settingsToChange } = await init({ cameras: 'cameras.yaml' });
    expect(kept).toContain('./cameras.yaml');
    expect(await read('cameras.yaml')).toBe('streams: []\n');
    expect(settingsToChange).toEqual(['COMPOSE_PROFILES=', 'RUNNER_CONFIG=./cameras.yaml']);
  });

  it('can stand elsewhere on the machine', async () => {
    const elsewhere = path.join(root, 'elsewhere.yaml');
    await init({ cameras: elsewhere });
    expect(await read('.env')).toContain(`RUNNER_CONFIG=${elsewhere}\n`);
    expect(await read('elsewhere.yaml')).toContain('camera-1');
  });

  it('run beside the emulator where that is asked for', async () => {
    const { made } = await init({ cameras: 'cameras.yaml', profiles: ['emulator'] });
    expect(await read('.env')).toContain('COMPOSE_PROFILES=emulator\n');
    expect(made).toContain('provisioning/mediamtx/clips/sample.mp4');
  });
});

describe('what would not work', () => {
  it('is a clip that is missing and cannot be made', async () => {
    const makeClip = (): Promise<string> => Promise.reject(new Error('the npm registry cannot be reached'));
    const error = await init({ makeClip }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ClipMissingError);
    expect(String(error)).toMatch(
      /sample\.mp4 is missing, and without it the camera emulator never gets ready.*registry cannot be reached\nPut a clip/
    );
  });

  it('is an empty clip, which is made anew', async () => {
    await mkdir(path.join(root, 'provisioning/mediamtx/clips'), { recursive: true });
    await writeFile(path.join(root, 'provisioning/mediamtx/clips/sample.mp4'), '');
    expect((await init()).made).toContain('provisioning/mediamtx/clips/sample.mp4');
    expect(await read('provisioning/mediamtx/clips/sample.mp4')).toBe('a film');
  });

  it('is not a clip that is there, or that nobody replays', async () => {
    const makeClip = (): Promise<string> => Promise.reject(new Error('never asked'));
    await mkdir(path.join(root, 'provisioning/mediamtx/clips'), { recursive: true });
    await writeFile(path.join(root, 'provisioning/mediamtx/clips/sample.mp4'), 'mine');
    await init({ makeClip });
    expect(await read('provisioning/mediamtx/clips/sample.mp4')).toBe('mine');
    await rm(path.join(root, 'provisioning/mediamtx/clips/sample.mp4'));
    await writeFile(path.join(root, '.env'), 'COMPOSE_PROFILES=\n');
    await init({ makeClip });
  });

  it('is a runner that watches an emulator which is off', async () => {
    await writeFile(path.join(root, '.env'), EXAMPLE.replace('=emulator', '='));
    expect((await init()).warnings).toEqual([
      expect.stringMatching(
        /runner\.yaml watches the camera emulator, which does not run: add emulator to COMPOSE_PROF/
      ),
    ]);
    expect((await init({ env: { COMPOSE_PROFILES: 'emulator' } })).warnings).toEqual([]);
  });

  it('is the emulator that is off, too, where .env names no file: compose takes the one of the repository then', async () => {
    for (const text of ['', '\n', 'RUNNER_CONFIG=\n', 'COMPOSE_PROFILES=\n']) {
      await writeFile(path.join(root, '.env'), text);
      expect((await init()).warnings).toEqual([expect.stringMatching(/^\.\/provisioning.*\/runner\.yaml watches/)]);
    }
    await writeFile(path.join(root, '.env'), 'COMPOSE_PROFILES=gpu\n');
    expect((await init()).warnings).toEqual([
      expect.stringMatching(/runner\.yaml watches/),
      expect.stringMatching(/runner-gpu\.yaml watches/),
    ]);
  });

  it.each([
    ['4', 'RUNNER_CPUS=4 is more than the 2 CPUs of this machine, which Docker refuses: set it to 0 in .env'],
    ['2', null],
    ['1.5', null],
    ['0', null],
    ['', null],
  ])('is a limit of CPUs that the machine does not have: %s', async (limit, warning) => {
    await writeFile(path.join(root, '.env'), `COMPOSE_PROFILES=emulator\nRUNNER_CPUS=${limit}\n`);
    expect((await init()).warnings).toEqual(warning === null ? [] : [warning]);
  });

  it('is a file of cameras that is not there, of which Docker would make a folder', async () => {
    await writeFile(
      path.join(root, '.env'),
      'COMPOSE_PROFILES=gpu\nRUNNER_CONFIG=./a.yaml\nRUNNER_GPU_CONFIG=./b.yaml\n'
    );
    expect((await init()).warnings).toEqual([
      expect.stringMatching(/^\.\/a\.yaml is missing/),
      expect.stringMatching(/^\.\/b\.yaml is missing/),
    ]);
  });
});
