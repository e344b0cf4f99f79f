import { ConfigError, loadConfig } from './index.js';

const TOKEN = 'a'.repeat(32);

/** Loads `/etc/framewatch/runner.yaml` with this text, in the folder /srv. */
function load(yaml: string | null, env: Record<string, string> = {}, files: Record<string, string> = {}) {
  const all: Record<string, string> = yaml === null ? files : { ...files, '/etc/framewatch/runner.yaml': yaml };
  const readText = (path: string) => {
    const text = all[path];
    if (text === undefined) throw Object.assign(new Error('no such file'), { code: 'ENOENT' });
    return text;
  };
  const path = yaml === null ? undefined : '/etc/framewatch/runner.yaml';
  return loadConfig({ path, env, cwd: '/srv', readText });
}

function problemsOf(...args: Parameters<typeof load>): string[] {
  try {
    load(...args);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const MINIMAL = `
models:
  - name: pose
    path: pose.onnx
streams:
  - id: lobby
    url: rtsp://10.0.0.8/stream
`;

describe('a configuration', () => {
  it('needs a model and a stream, and has a default for everything else', () => {
    expect(load(MINIMAL)).toEqual({
      id: 'runner',
      logLevel: 'info',
      models: [
        {
          name: 'pose',
          path: '/etc/framewatch/pose.onnx',
          family: null,
          input: null,
          confidence: 0.25,
          providers: ['cpu'],
          threads: 1,
        },
      ],
      streams: [
        {
          id: 'lobby',
          name: 'lobby',
          url: 'rtsp://10.0.0.8/stream',
          model: 'pose',
          pace: 'realtime',
          loop: false,
          targetFps: null,
          stallSeconds: 5,
          zones: [],
          lines: [],
        },
      ],
      viewer: { host: '127.0.0.1', port: 8787, tokens: [] },
      influx: null,
    });
  });

  it('comes from the environment alone for a single stream', () => {
    const config = load(
      null,
      {
        MODEL_PATH: 'models/pose.onnx',
        MODEL_PROVIDERS: 'tensorrt, cuda',
        RTSP_INPUT: 'rtsp://user:password@10.0.0.8/stream',
        FRAMEWATCH_RUNNER_ID: 'edge-1',
        FRAMEWATCH_HOST: '0.0.0.0',
        FRAMEWATCH_PORT: '0',
        FRAMEWATCH_TOKEN: `${TOKEN},${'b'.repeat(32)}`,
        INFLUX_URL: 'http://influxdb:8086',
        INFLUX_ORG: 'home',
        INFLUX_TOKEN_FILE: '/run/secrets/influx',
        LOG_LEVEL: 'warn',
      },
      { '/run/secrets/influx': 's3cret\n' }
    );
    expect(config).toMatchObject({
      id: 'edge-1',
      logLevel: 'warn',
      models: [{ name: 'default', path: '/srv/models/pose.onnx', providers: ['tensorrt', 'cuda'] }],
      streams: [{ id: 'camera', model: 'default', url: 'rtsp://user:password@10.0.0.8/stream' }],
      viewer: { host: '0.0.0.0', port: 0, tokens: [TOKEN, 'b'.repeat(32)] },
      influx: { url: 'http://influxdb:8086', org: 'home', bucket: 'framewatch', token: 's3cret' },
    });
  });

  it('takes the environment before the file', () => {
    const config = load(`${MINIMAL}\nlogLevel: debug\nviewer: { port: 1234 }`, {
      LOG_LEVEL: 'error',
      FRAMEWATCH_PORT: '4321',
    });
    expect(config).toMatchObject({ logLevel: 'error', viewer: { port: 4321 } });
  });

  it('takes an empty variable and a key without a value as not given', () => {
    expect(
      load(`${MINIMAL}\n    targetFps:\nviewer:\n`, { LOG_LEVEL: '', INFLUX_URL: '', INFLUX_ORG: 'x' })
    ).toMatchObject({
      logLevel: 'info',
      influx: null,
      streams: [{ targetFps: null }],
    });
  });

  it('finds files beside the configuration file, and those of the environment in the working folder', () => {
    const yaml = 'streams: [{ id: a, url: clips/a.mp4 }, { id: b, url: /clips/b.mp4 }]';
    const config = load(yaml, { MODEL_PATH: 'pose.onnx' });
    expect(config.streams.map(({ url }) => url)).toEqual(['/etc/framewatch/clips/a.mp4', '/clips/b.mp4']);
    expect(config.models[0]?.path).toBe('/srv/pose.onnx');
  });

  it.each([
    'rtsp://10.0.0.8',
    'rtsps://cam-2.example:322/live?channel=1',
    'rtsp://[fe80::1]:554/live',
    'rtsp://admin:p@ss%2F%23%3F@10.0.0.8:8554/live',
    'rtsp://10.0.0.8/me@home',
    'file:///clips/a%20b.mp4',
  ])('reads video from %s', (url) => {
    expect(load(MINIMAL.replace('rtsp://10.0.0.8/stream', url)).streams[0]).toMatchObject({ url });
  });

  it('puts environment variables into texts, so that passwords need not stand in the file', () => {
    const yaml = MINIMAL.replace('10.0.0.8', '${USER_NAME}:${PASSWORD}@10.0.0.8') + '    name: "costs $${money}"\n';
    const [stream] = load(yaml, { USER_NAME: 'anna', PASSWORD: 'p:w' }).streams;
    expect(stream).toMatchObject({ url: 'rtsp://anna:p:w@10.0.0.8/stream', name: 'costs ${money}' });
  });

  it('takes several tokens, from the file and from a file that it names, while one is being replaced', () => {
    const yaml = `${MINIMAL}\nviewer: { host: 0.0.0.0, tokens: [${TOKEN}], tokenFile: tokens }`;
    const files = { '/etc/framewatch/tokens': 'cccccccc\ndddddddd\n' };
    expect(load(yaml, {}, files).viewer.tokens).toEqual([TOKEN, 'cccccccc', 'dddddddd']);
  });
});

describe('an error names the key, where it stands, what was found and what was expected', () => {
  const withStream = (line: string) => `${MINIMAL}    ${line}\n`;
  const cases: [what: string, yaml: string | null, env: Record<string, string>, expected: string[]][] = [
    [
      'unknown key',
      withStream('fsp: 10'),
      {},
      ['streams[0].fsp (runner.yaml:8): unknown key; docs/configuration.md lists the keys there are'],
    ],
    [
      'wrong type',
      withStream('targetFps: fast'),
      {},
      ['streams[0].targetFps (runner.yaml:8): got "fast", expected frames per second from 0.1 to 1000'],
    ],
    [
      'number out of range in the environment',
      MINIMAL,
      { FRAMEWATCH_PORT: '80800' },
      [
        'viewer.port (environment variable FRAMEWATCH_PORT): got 80800, expected a port, a whole number from 0 to 65535',
      ],
    ],
    [
      'text for a number in the environment',
      MINIMAL,
      { FRAMEWATCH_PORT: 'tcp://10.1.2.3:80' },
      [
        'viewer.port (environment variable FRAMEWATCH_PORT): got "tcp://10.1.2.3:80", expected a port, a whole number from 0 to 65535',
      ],
    ],
    [
      'unknown word',
      withStream('pace: fast'),
      {},
      ['streams[0].pace (runner.yaml:8): got "fast", expected one of realtime, unpaced'],
    ],
    [
      'duplicate stream id',
      `${MINIMAL}  - id: lobby\n    url: b.mp4\n`,
      {},
      ['streams[1].id (runner.yaml:8): got "lobby" again, expected one that differs from streams[0].id'],
    ],
    [
      'unknown model',
      withStream('model: face'),
      {},
      ['streams[0].model (runner.yaml:8): got "face", expected the name of a model: pose'],
    ],
    [
      'no model named where there are two',
      MINIMAL.replace('streams:', '  - { name: face, path: face.onnx }\nstreams:'),
      {},
      ['streams[0].model (runner.yaml:7): missing, expected the name of a model: pose, face'],
    ],
    [
      'id that cannot stand in a URL',
      MINIMAL.replace('lobby', '"the lobby"'),
      {},
      [
        'streams[0].id (runner.yaml:6): got "the lobby", expected an id: text of 1 to 63 letters, digits, dots, dashes and underscores, in quotes if it is a number',
      ],
    ],
    [
      'address of a kind that is not read',
      MINIMAL.replace('rtsp://', 'http://me:secret@'),
      {},
      [
        'streams[0].url (runner.yaml:7): got "http://***@10.0.0.8/stream", expected an address like rtsp://user:password@camera:554/path (or rtsps://), in whose password / ? # are %2F %3F %23, or the path of a video file',
      ],
    ],
    [
      'password with a slash in it, of which nothing is shown',
      MINIMAL.replace('10.0.0.8', 'admin:hunt/er2@10.0.0.8'),
      {},
      [
        'streams[0].url (runner.yaml:7): got "rtsp://***@10.0.0.8/stream", expected an address like rtsp://user:password@camera:554/path (or rtsps://), in whose password / ? # are %2F %3F %23, or the path of a video file',
      ],
    ],
    [
      'variable that is not set',
      MINIMAL.replace('10.0.0.8', '${HOST}'),
      {},
      ['streams[0].url (runner.yaml:7): environment variable HOST is not set, and ${HOST} needs it'],
    ],
    [
      'nothing at all',
      null,
      {},
      [
        'models: missing, expected a list of one or more models, or the environment variable MODEL_PATH',
        'streams: missing, expected a list of one or more streams, or the environment variable RTSP_INPUT',
      ],
    ],
    [
      'list where a mapping belongs',
      `${MINIMAL}viewer: [1]\n`,
      {},
      ['viewer (runner.yaml:8): got a list, expected a mapping with keys of its own'],
    ],
    [
      'list instead of a document',
      '- a',
      {},
      ['(runner.yaml): expected a mapping with keys like `streams` and `models`; see docs/configuration.md'],
    ],
    [
      'text that is not YAML',
      'models: [',
      {},
      [expect.stringMatching(/^\(runner\.yaml:\d\): not valid YAML: /) as string],
    ],
    [
      'key that stands twice',
      'id: a\nid: b',
      {},
      [expect.stringMatching(/^\(runner\.yaml:2\): not valid YAML: .*unique/) as string],
    ],
    [
      'the file and the environment both naming streams',
      MINIMAL,
      { RTSP_INPUT: 'rtsp://me:secret@10.0.0.9/' },
      [
        'streams (environment variable RTSP_INPUT): the file lists streams and RTSP_INPUT names another; unset RTSP_INPUT or remove `streams` from the file',
      ],
    ],
    [
      'no token on an address that others reach',
      MINIMAL,
      { FRAMEWATCH_HOST: '0.0.0.0' },
      [
        'viewer.host (environment variable FRAMEWATCH_HOST): got "0.0.0.0" without a token, expected 127.0.0.1; to listen for other machines, set FRAMEWATCH_TOKEN, FRAMEWATCH_TOKEN_FILE or `viewer.tokens`',
      ],
    ],
    [
      'token that is too short',
      MINIMAL,
      { FRAMEWATCH_TOKEN: 'hunter2' },
      [
        'viewer.tokens[0] (environment variable FRAMEWATCH_TOKEN): got *** (not shown, it is a secret), expected a token of 8 or more letters, digits and -._~+/= (make one with `openssl rand -hex 32`)',
      ],
    ],
    [
      'secret file that is not there',
      MINIMAL,
      { FRAMEWATCH_TOKEN_FILE: '/run/secrets/token' },
      ['viewer.tokens (environment variable FRAMEWATCH_TOKEN_FILE): cannot read /run/secrets/token: ENOENT'],
    ],
    [
      'database without a token',
      `${MINIMAL}influx: { url: "http://db:8086", org: home }`,
      {},
      ['influx.token (runner.yaml:8): missing, expected a token here, in `tokenFile` or in INFLUX_TOKEN'],
    ],
    [
      'zone with two points',
      withStream('zones: [{ id: door, points: [[0, 0], [1, 1]] }]'),
      {},
      [
        'streams[0].zones[0].points (runner.yaml:8): got a list, expected a list of three or more points [x, y], in fractions of the picture from 0 to 1',
      ],
    ],
  ];

  it.each(cases)('%s', (_, yaml, env, expected) => {
    expect(problemsOf(yaml, env)).toEqual(expected);
  });

  it('for several problems at once', () => {
    const yaml = `${MINIMAL}    fsp: 10\n  - { id: lobby, url: "ftp://x", model: face }\nlogLevel: loud\n`;
    expect(problemsOf(yaml).map((line) => line.split(' ')[0])).toEqual([
      'logLevel',
      'streams[0].fsp',
      'streams[1].url',
      'streams[1].id',
      'streams[1].model',
    ]);
  });

  it('without ever showing what an interpolated variable held', () => {
    const yaml = MINIMAL.replace('rtsp://10.0.0.8', 'ftp://${SECRET}');
    const problems = problemsOf(yaml, { SECRET: 'hunter2' });
    expect(problems.join()).toContain('got "ftp://${SECRET}/stream"');
    expect(problems.join()).not.toContain('hunter2');
  });

  it('for a file that is not there', () => {
    expect(() => loadConfig({ path: 'nowhere.yaml', env: {}, cwd: '/srv' })).toThrow(
      '(/srv/nowhere.yaml): cannot read the configuration file (ENOENT): give its path by --config or FRAMEWATCH_CONFIG'
    );
  });
});
