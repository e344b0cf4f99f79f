import { load, MINIMAL, problemsOf } from '../../test/config/load.js';

const TOKEN = 'a'.repeat(32);

describe('a configuration', () => {
  it('needs a model and a stream, and has a default for everything else', () => {
    expect(load(MINIMAL)).toEqual({
      id: 'runner',
      logLevel: 'info',
      timeZone: new Intl.DateTimeFormat().resolvedOptions().timeZone,
      stateFolder: '/etc/framewatch/framewatch-state',
      models: [
        {
          name: 'pose',
          path: '/etc/framewatch/pose.onnx',
          family: null,
          input: null,
          confidence: 0.25,
          providers: ['cpu'],
          threads: 1,
          sessions: 1,
          batch: 1,
          options: {},
          labels: null,
        },
      ],
      streams: [
        {
          id: 'lobby',
          name: 'lobby',
          url: 'rtsp://10.0.0.8/stream',
          model: 'pose',
          models: ['pose'],
          pace: 'realtime',
          loop: false,
          targetFps: null,
          damaged: 'skip',
          stallSeconds: 5,
          zones: [],
          lines: [],
          counting: { frames: 3 },
          tracking: { enabled: true, lostSeconds: 2, confidence: 0.4 },
          anomalies: {
            falseAlarmsPerDay: 1,
            picture: true,
            counts: { learningDays: 7 },
            drift: { learningHours: 24 },
            rules: [],
          },
        },
      ],
      viewer: { host: '127.0.0.1', port: 8787, tokens: [] },
      sinks: [],
    });
  });

  it('takes what of anomalies is off, on, or set', () => {
    const written = '{ picture: false, counts: false, drift: { learningHours: 8 }, falseAlarmsPerDay: 0.1 }';
    expect(load(`${MINIMAL}    anomalies: ${written}\n`).streams[0]?.anomalies).toEqual({
      falseAlarmsPerDay: 0.1,
      picture: false,
      counts: null,
      drift: { learningHours: 8 },
      rules: [],
    });
    expect(load(`${MINIMAL}    anomalies: { counts: true }\n`).streams[0]?.anomalies.counts).toEqual({
      learningDays: 7,
    });
  });

  it.each([
    ['false', { enabled: false, lostSeconds: 2, confidence: 0.4 }],
    ['true', { enabled: true, lostSeconds: 2, confidence: 0.4 }],
    ['{ lostSeconds: 5, confidence: 0.7 }', { enabled: true, lostSeconds: 5, confidence: 0.7 }],
  ])('takes tracking: %s', (written, tracking) => {
    expect(load(`${MINIMAL}    tracking: ${written}\n`).streams).toMatchObject([{ tracking }]);
  });

  it('comes from the environment alone for a single stream', () => {
    const config = load(
      null,
      {
        MODEL_PATH: 'models/pose.onnx',
        MODEL_PROVIDERS: 'tensorrt, cuda',
        RTSP_INPUT: 'rtsp://user:password@10.0.0.8/stream',
        FRAMEWATCH_DAMAGED: 'infer',
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
      streams: [{ id: 'camera', model: 'default', url: 'rtsp://user:password@10.0.0.8/stream', damaged: 'infer' }],
      viewer: { host: '0.0.0.0', port: 0, tokens: [TOKEN, 'b'.repeat(32)] },
      sinks: [
        {
          type: 'influxdb',
          name: 'influxdb',
          url: 'http://influxdb:8086',
          org: 'home',
          bucket: 'framewatch',
          token: 's3cret',
          spoolPath: '/srv/framewatch-spool',
        },
      ],
    });
  });

  const TWO_SINKS = `${MINIMAL}
sinks:
  - { type: influxdb, url: "http://near:8086", org: home, token: a }
  - { type: influxdb, name: archive, url: "http://far:8086", org: home, token: b, spoolPath: far }
`;

  it('has as many sinks as it lists, each with a name and a spool of its own', () => {
    expect(load(TWO_SINKS).sinks).toMatchObject([
      { name: 'influxdb', url: 'http://near:8086', token: 'a', spoolPath: '/etc/framewatch/framewatch-spool' },
      { name: 'archive', url: 'http://far:8086', token: 'b', spoolPath: '/etc/framewatch/far' },
    ]);
  });

  it('lays INFLUX_URL and the like over the only sink of that type', () => {
    const one = TWO_SINKS.split('\n').slice(0, -2).join('\n');
    const env = { INFLUX_URL: 'http://elsewhere:8086', FRAMEWATCH_SPOOL: 'spool' };
    expect(load(one, env).sinks).toMatchObject([
      { url: 'http://elsewhere:8086', org: 'home', token: 'a', spoolPath: '/srv/spool' },
    ]);
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
      sinks: [],
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
    'rtsp://admin:p%40ss%2F%23%3F@10.0.0.8:8554/live',
    'rtsp://10.0.0.8/me%40home',
    'file:///clips/a%20b.mp4',
  ])('reads video from %s', (url) => {
    expect(load(MINIMAL.replace('rtsp://10.0.0.8/stream', url)).streams[0]).toMatchObject({ url });
  });

  it.each([
    ['{ verify: true }', { verify: true, ca: null, fingerprint: null }],
    ['{ ca: ca.pem }', { verify: true, ca: '-----BEGIN CERTIFICATE-----', fingerprint: null }],
    [`{ fingerprint: ${'ab'.repeat(32)} }`, { verify: false, ca: null, fingerprint: `${'AB:'.repeat(31)}AB` }],
    ['{}', { verify: false, ca: null, fingerprint: null }],
  ])('checks a certificate with tls: %s', (tls, expected) => {
    const yaml = MINIMAL.replace('rtsp://', 'rtsps://') + `    tls: ${tls}\n`;
    const files = { '/etc/framewatch/ca.pem': '-----BEGIN CERTIFICATE-----' };
    expect(load(yaml, {}, files).streams[0]?.tls).toEqual(expected);
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

  it('reads the names of classes from a list, or from a file with one on each line', () => {
    const withLabels = (labels: string) => MINIMAL.replace('path: pose.onnx', `path: pose.onnx\n    labels: ${labels}`);
    const labelsOf = (labels: string, text = '') =>
      load(withLabels(labels), {}, { '/etc/framewatch/names.txt': text }).models[0]?.labels;
    expect(labelsOf('[worker, fork lift]')).toEqual(['worker', 'fork lift']);
    expect(labelsOf('names.txt', 'worker\r\n fork lift \n\n')).toEqual(['worker', 'fork lift']);
    expect(problemsOf(withLabels('names.txt'), {}, { '/etc/framewatch/names.txt': 'worker\n\nfork lift' })).toEqual([
      'models[0].labels (runner.yaml:5): names.txt has lines without a name, expected the name of one class on each line',
    ]);
  });

  it('takes each name of a class once, and none that a result has no room for', () => {
    const withLabels = (labels: string) => MINIMAL.replace('path: pose.onnx', `path: pose.onnx\n    labels: ${labels}`);
    const problems = (labels: string, text = '') =>
      problemsOf(withLabels(labels), {}, { '/etc/framewatch/names.txt': text });
    expect(problems('[worker, dog, worker]')).toEqual([
      'models[0].labels (runner.yaml:5): names the class "worker" twice, expected each name once',
    ]);
    expect(problems('names.txt', 'x'.repeat(129))).toEqual([
      'models[0].labels (runner.yaml:5): names a class with 129 characters, expected 128 at most',
    ]);
    expect(problems(`[${'x'.repeat(128)}]`)).toEqual([]);
  });
});
