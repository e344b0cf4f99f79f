import { MINIMAL, problemsOf } from '../../test/config/load.js';
import { SINK_TYPES } from '../sink/types/index.js';
import { loadConfig } from './index.js';

describe('an error names the key, where it stands, what was found and what was expected', () => {
  const withStream = (line: string) => `${MINIMAL}    ${line}\n`;
  const cases: [what: string, yaml: string | null, env: Record<string, string>, expected: string[]][] = [
    [
      'unknown key',
      withStream('fsp: 10'),
      {},
      [
        expect.stringMatching(
          /^streams\[0\]\.fsp \(runner\.yaml:8\): unknown key, known are id, name, url, /
        ) as string,
      ],
    ],
    [
      'unknown key without a value',
      withStream('fsp:'),
      {},
      [
        expect.stringMatching(
          /^streams\[0\]\.fsp \(runner\.yaml:8\): unknown key, known are id, name, url, /
        ) as string,
      ],
    ],
    [
      'tag that YAML does not know',
      withStream('name: !s3cret x'),
      {},
      [
        '(runner.yaml:8): not valid YAML: a tag (!) that YAML does not know, or that does not fit: put the text in quotes if it is meant as it stands',
      ],
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
      'no way to track',
      withStream('tracking: maybe'),
      {},
      ['streams[0].tracking (runner.yaml:8): got "maybe", expected true, false, or a mapping with keys of its own'],
    ],
    [
      'wrong setting of tracking',
      withStream('tracking: { lostSeconds: 0, confidences: 1 }'),
      {},
      [
        'streams[0].tracking.lostSeconds (runner.yaml:8): got 0, expected seconds from 0.1 to 60',
        'streams[0].tracking.confidences (runner.yaml:8): unknown key, did you mean `confidence`?',
      ],
    ],
    [
      'a rule that does not exist, and wrong keys of rules',
      withStream(
        'anomalies: { rules: [{ type: fell }, { type: forbidden-zone, zone: x, hours: 9-17 }, fallen, { type: crowded, zone: x }] }'
      ),
      {},
      [
        'streams[0].anomalies.rules[0].type (runner.yaml:8): got "fell", expected one of forbidden-zone, crowded, dwell, wrong-way, fallen, hands-up',
        'streams[0].anomalies.rules[1].hours (runner.yaml:8): got "9-17", expected two times like 22:00-06:00, which differ; over midnight where the second is earlier',
        'streams[0].anomalies.rules[2] (runner.yaml:8): got text, expected a mapping with `type` and the keys of that rule',
        'streams[0].anomalies.rules[3].most (runner.yaml:8): missing, expected a number of objects from 0 to 1000',
      ],
    ],
    [
      'rules about zones and lines that the stream does not have',
      withStream(
        'zones: [{ id: bed, points: [[0, 0], [1, 0], [1, 1]] }]\n    anomalies: { rules: [{ type: crowded, zone: yard, most: 3 }, { type: wrong-way, line: door, direction: in }, { type: fallen, except: [bed, sofa] }] }'
      ),
      {},
      [
        'streams[0].anomalies.rules[0].zone (runner.yaml:9): got "yard", expected the id of a zone of the stream: bed',
        'streams[0].anomalies.rules[1].line (runner.yaml:9): got "door", expected a line of the stream, which has none in `lines`',
        'streams[0].anomalies.rules[2].except[1] (runner.yaml:9): got "sofa", expected the id of a zone of the stream: bed',
      ],
    ],
    [
      'rules that follow objects, without tracking',
      withStream('tracking: false\n    anomalies: { rules: [{ type: fallen }] }'),
      {},
      [
        'streams[0].anomalies.rules[0].type (runner.yaml:9): got "fallen", which needs `tracking`, expected it to be on',
      ],
    ],
    [
      'unknown word',
      withStream('pace: fast'),
      {},
      ['streams[0].pace (runner.yaml:8): got "fast", expected one of realtime, unpaced'],
    ],
    [
      'detector that does not exist',
      MINIMAL.replace('pose.onnx', 'pose.onnx\n    detector: people'),
      {},
      ['models[0].detector (runner.yaml:5): got "people", expected another model in `models`'],
    ],
    [
      'model that is its own detector',
      `${MINIMAL}    model: pose\n`.replace(
        'streams:',
        '  - {name: people, path: people.onnx, detector: people}\nstreams:'
      ),
      {},
      ['models[1].detector (runner.yaml:5): got "people", expected the name of another model: pose'],
    ],
    [
      'detectors in a circle',
      `${MINIMAL}    model: pose\n`
        .replace('pose.onnx', 'pose.onnx\n    detector: people')
        .replace('streams:', '  - {name: people, path: people.onnx, detector: pose}\nstreams:'),
      {},
      [
        'models[0].detector (runner.yaml:5): got "people", expected a chain of models that does not come back to this one',
        'models[1].detector (runner.yaml:6): got "pose", expected a chain of models that does not come back to this one',
      ],
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
      'models that are unknown, named twice or in both ways',
      withStream('model: pose\n    models: [face, pose, pose]'),
      {},
      [
        'streams[0].model (runner.yaml:8): got "pose" beside `models`, expected one of both',
        'streams[0].models[2] (runner.yaml:9): got "pose" again, expected each name once',
        'streams[0].models[0] (runner.yaml:9): got "face", expected the name of a model: pose',
      ],
    ],
    [
      'no model named where there are two',
      MINIMAL.replace('streams:', '  - { name: face, path: face.onnx }\nstreams:'),
      {},
      ['streams[0].model (runner.yaml:7): missing, expected the name of a model: pose, face'],
    ],
    [
      'option that no family has, and one that is no such value',
      MINIMAL.replace('path: pose.onnx', 'path: pose.onnx\n    options: { iou: 0.5, letterbox: bottom }'),
      {},
      [
        'models[0].options.letterbox (runner.yaml:5): got "bottom", expected one of top-left, centre, stretch',
        'models[0].options.iou (runner.yaml:5): unknown key, did you mean `nmsIou`?',
      ],
    ],
    [
      'file of class names that is not there',
      MINIMAL.replace('path: pose.onnx', 'path: pose.onnx\n    labels: names.txt'),
      {},
      ['models[0].labels (runner.yaml:5): cannot read names.txt: ENOENT'],
    ],
    [
      'number of sessions that is none',
      MINIMAL.replace('path: pose.onnx', 'path: pose.onnx\n    sessions: 0'),
      {},
      ['models[0].sessions (runner.yaml:5): got 0, expected a whole number from 1 to 64'],
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
        'streams[0].url (runner.yaml:7): got "http://***@10.0.0.8/stream", expected an address like rtsp://user:password@camera:554/path (or rtsps://), in which each @ / ? # [ ] \\ % and space of user and password is written as %40 %2F %3F %23 %5B %5D %5C %25 %20, or the path of a video file',
      ],
    ],
    [
      'password with a slash in it, of which nothing is shown',
      MINIMAL.replace('10.0.0.8', 'admin:hunt/er2@10.0.0.8'),
      {},
      [
        'streams[0].url (runner.yaml:7): got "rtsp://***", expected an address like rtsp://user:password@camera:554/path (or rtsps://), in which each @ / ? # [ ] \\ % and space of user and password is written as %40 %2F %3F %23 %5B %5D %5C %25 %20, or the path of a video file',
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
      'text that YAML takes for an alias, as a password may look',
      `${MINIMAL}viewer:\n  tokens: [*hunter2hunter2]\n`,
      {},
      [
        '(runner.yaml:9): not valid YAML: an alias (*) of an anchor that is not there: put text that begins with * in quotes',
      ],
    ],
    [
      'alias that contains itself',
      'viewer: &viewer\n  host: *viewer\n',
      {},
      ['(runner.yaml): not valid YAML: its aliases (*) contain themselves, or become too much: write the values out'],
    ],
    [
      'text in the wrong place, which may be a secret',
      'models: []\n} hunter2\n',
      {},
      [
        '(runner.yaml:2): not valid YAML: something stands where it does not belong: look for a missing bracket or quote, or put the text in quotes if it is meant as it stands',
        '(runner.yaml:2): not valid YAML: something stands where it does not belong: look for a missing bracket or quote, or put the text in quotes if it is meant as it stands',
      ],
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
      'token and the file of one, both in the environment',
      MINIMAL,
      { FRAMEWATCH_TOKEN: 'hunter2hunter2', FRAMEWATCH_TOKEN_FILE: '/run/secrets/token' },
      [
        'viewer.tokens (environment variable FRAMEWATCH_TOKEN_FILE): given beside FRAMEWATCH_TOKEN, expected one of the two',
      ],
    ],
    [
      'number without an end in the environment',
      MINIMAL,
      { FRAMEWATCH_PORT: 'Infinity' },
      [
        'viewer.port (environment variable FRAMEWATCH_PORT): got "Infinity", expected a port, a whole number from 0 to 65535',
      ],
    ],
    [
      'secret file that is not there',
      MINIMAL,
      { FRAMEWATCH_TOKEN_FILE: '/run/secrets/token' },
      [
        'viewer.tokens (environment variable FRAMEWATCH_TOKEN_FILE): the file that it names cannot be read (ENOENT): give the path of a file, not the secret itself',
      ],
    ],
    [
      'database without a token',
      `${MINIMAL}sinks: [{ type: influxdb, url: "http://db:8086", org: home }]`,
      {},
      ['sinks[0].token (runner.yaml:8): missing, expected a token here, in `tokenFile` or in INFLUX_TOKEN'],
    ],
    [
      'sink of a type that there is not',
      `${MINIMAL}sinks: [{ type: influx, url: "http://db:8086" }]`,
      {},
      [`sinks[0].type (runner.yaml:8): got "influx", expected one of ${Object.keys(SINK_TYPES).join(', ')}`],
    ],
    [
      'sink that is only a name',
      `${MINIMAL}sinks: [influxdb]`,
      {},
      ['sinks[0] (runner.yaml:8): got text, expected a mapping with keys of its own'],
    ],
    [
      'mapping for the list of sinks',
      `${MINIMAL}sinks: { type: influxdb }`,
      { INFLUX_URL: 'http://db:8086' },
      ['sinks (runner.yaml:8): got a mapping, expected a list of sinks'],
    ],
    [
      'key of a sink that there is not',
      `${MINIMAL}sinks: [{ type: influxdb, url: "http://db:8086", org: home, token: t, spool: x }]`,
      {},
      ['sinks[0].spool (runner.yaml:8): unknown key, did you mean `spoolPath`?'],
    ],
    [
      'two sinks that share a name and a spool',
      `${MINIMAL}sinks:
  - { type: influxdb, url: "http://a", org: home, token: t }
  - { type: influxdb, url: "http://b", org: home, token: t, spoolPath: ./framewatch-spool/ }`,
      {},
      [
        'sinks[1].name (runner.yaml:10): "influxdb" is the name of sinks[0] too: give each sink a `name` of its own',
        'sinks[1].spoolPath (runner.yaml:10): is that of sinks[0] too: give each sink a `spoolPath` of its own',
      ],
    ],
    [
      'variable that could mean each of two sinks',
      `${MINIMAL}sinks:
  - { type: influxdb, url: "http://a", org: home, token: t }
  - { type: influxdb, name: b, url: "http://b", org: home, token: t, spoolPath: b }`,
      { INFLUX_TOKEN_FILE: '/run/secrets/influx' },
      [
        'sinks (environment variable INFLUX_TOKEN_FILE): the file lists several sinks of type influxdb, and INFLUX_TOKEN_FILE could mean each; unset it, and give that sink the value in the file',
      ],
    ],
    [
      'zone with two points',
      withStream('zones: [{ id: door, points: [[0, 0], [1, 1]] }]'),
      {},
      [
        'streams[0].zones[0].points (runner.yaml:8): got a list, expected a list of 3 to 50 points [x, y], in fractions of the picture from 0 to 1',
      ],
    ],
    [
      'zone with more corners than fifty',
      withStream(
        `zones: [{ id: door, points: [${Array.from({ length: 51 }, (_, i) => `[${i / 51}, ${(i / 51) ** 2}]`).join(', ')}] }]`
      ),
      {},
      [
        'streams[0].zones[0].points (runner.yaml:8): got a list, expected a list of 3 to 50 points [x, y], in fractions of the picture from 0 to 1',
      ],
    ],
    [
      'zone whose edges cross',
      withStream('zones: [{ id: door, points: [[0, 0], [1, 0], [0, 1], [1, 1]] }]'),
      {},
      [
        'streams[0].zones[0].points (runner.yaml:8): the edge between corners 2–3 [1, 0] [0, 1] meets the edge between corners 4–1 [1, 1] [0, 0], expected corners in their order along the border, so that no edges cross',
      ],
    ],
    [
      'zone without an area',
      withStream('zones: [{ id: door, points: [[0, 0], [0.5, 0.5], [1, 1]] }]'),
      {},
      [
        'streams[0].zones[0].points (runner.yaml:8): the corners enclose no area, expected three or more that are not on one line',
      ],
    ],
    [
      'line of one point',
      withStream('lines: [{ id: door, from: [0.5, 1], to: [0.5, 1] }]'),
      {},
      ['streams[0].lines[0].to (runner.yaml:8): got a list, expected a point that differs from `from`'],
    ],
    [
      'zone with no class, of an unknown anchor, counted after no frame',
      withStream(
        'counting: { frames: 0 }\n    zones: [{ id: door, points: [[0, 0], [1, 0], [1, 1]], classes: [], anchor: top }]'
      ),
      {},
      [
        'streams[0].zones[0].classes (runner.yaml:9): got an empty list, expected a list of names of classes',
        'streams[0].zones[0].anchor (runner.yaml:9): got "top", expected one of bottom, centre, all-corners',
        'streams[0].counting.frames (runner.yaml:8): got 0, expected frames, a whole number from 1 to 100',
      ],
    ],
    [
      'line of a stream that is not tracked',
      withStream('tracking: false\n    lines: [{ id: door, from: [0, 0], to: [1, 1] }]'),
      {},
      [
        'streams[0].lines (runner.yaml:9): crossings cannot be counted while `tracking` is off, expected it to be on, or no lines',
      ],
    ],
    [
      'unknown time zone',
      `${MINIMAL}timeZone: Mars/Olympus`,
      {},
      ['timeZone (runner.yaml:8): got "Mars/Olympus", expected a time zone like Europe/Berlin or UTC'],
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
    expect(problems.join()).toContain('got "ftp://***"');
    expect(problems.join()).not.toContain('hunter2');
  });

  it.each([
    ['url: rtsp://admin:hunt@er2hunter@10.0.0.8/live'],
    ['url: rtsp://admin:12/hunter2hunter@10.0.0.8/live'],
    ['url: rtsp://admin:12?hunter2hunter@10.0.0.8/live'],
    ['url: "rtsp://admin:12#hunter2hunter@10.0.0.8/live"'],
    ['url: rtsp://admin:hunter2[hunter@10.0.0.8/live'],
    ['url: rtsp://admin:hunter2 hunter@10.0.0.8/live'],
    ['url: rtsp://admin:hunter2%hunter@10.0.0.8/live'],
    ['url: rtsp:/admin:hunter2hunter@10.0.0.8/live'],
    ['url: admin:hunter2hunter@10.0.0.8/live'],
    ['url: rtsp://10.0.0.8/live?password=hunter2@hunter'],
  ])('with the remedy, and nothing of the password, for %s', (line) => {
    const [problem, ...others] = problemsOf(MINIMAL.replace(/url: .*/, line));
    expect(others).toEqual([]);
    expect(problem).toMatch(/^streams\[0\]\.url .*each @ \/ \? # .* is written as %40 %2F %3F %23/);
    expect(problem?.replace(/expected .*/s, '')).not.toMatch(/hunt|ter2|r2hu|unter/);
  });

  const URL = 'rtsp://admin:hunter2hunter@10.0.0.8/live';
  it.each([
    ['no space behind the key', MINIMAL.replace(/url: .*/, `url:${URL}`)],
    ['no space, as a key', `${MINIMAL}    url:${URL}: 5\n`],
    ['text for a mapping', `${MINIMAL}viewer: ${URL} hunter2hunter\n`],
    ['a token for a mapping', `${MINIMAL}viewer: hunter2hunter\n`],
    ['a token on the next line', MINIMAL.replace('lobby', 'lobby\n      hunter2hunter2hunter')],
    ['a token for a word', `${MINIMAL}logLevel: hunter2hunter2hunter\n`],
    ['a token for a key', `${MINIMAL}viewer: { hunter2hunter: }\n`],
    ['a token for a list', `${MINIMAL}viewer: { tokens: hunter2hunter }\n`],
    ['a token for a path', `${MINIMAL}viewer: { tokenFile: [hunter2hunter] }\n`],
    ['an address for a number', `${MINIMAL}    targetFps: ${URL}\n`],
    ['an address for an id, twice', MINIMAL.replace('lobby', URL) + `  - { id: "${URL}", url: a.mp4 }\n`],
    ['a password with ${', MINIMAL.replace('10.0.0.8', 'admin:hunter2${hunter2hunter@10.0.0.8/}')],
    ['a colon too many', MINIMAL.replace(/url: .*/, `url: ${URL}: hunter2hunter: x`)],
    ['a bad escape', MINIMAL.replace(/url: .*/, `url: "${URL}\\hunter2hunter"`)],
    ['an alias', MINIMAL.replace(/url: .*/, 'url: *hunter2hunter')],
    ['an alias with a tag', MINIMAL.replace(/url: .*/, 'url: !a *hunter2hunter')],
    ['an anchor', MINIMAL.replace(/url: .*/, 'url: &hunter2hunter &hunter2hunter x')],
    ['a tag', MINIMAL.replace(/url: .*/, 'url: !hunter2hunter!x y\n    : !<hunter2hunter')],
    ['a reserved character', MINIMAL.replace(/url: .*/, 'url: @hunter2hunter')],
    ['a percent sign', `%hunter2hunter\n---\n${MINIMAL}viewer: [`],
    ['a quote that is not closed', MINIMAL.replace(/url: .*/, `url: "${URL}`)],
    ['a text behind a quote', MINIMAL.replace(/url: .*/, `url: "x" ${URL}`)],
    ['a text behind a block', MINIMAL.replace(/url: .*/, `url: | ${URL}`)],
    ['an address for a model', MINIMAL.replace(/path: .*/, `path: ${URL}`)],
    ['an address without its scheme for a model', MINIMAL.replace(/path: .*/, 'path: admin:hunter2hunter@10.0.0.8/x')],
    [
      'an address for a folder',
      `${MINIMAL}sinks: [{ type: influxdb, url: "http://a", org: a, token: a, spoolPath: "${URL}" }]\n`,
    ],
    ['an address for certificates', MINIMAL.replace(/url: .*/, `url: rtsps://a/b\n    tls: { ca: "${URL}" }`)],
    ['an address as a key of its own', `${MINIMAL}? { url: "${URL}" }\n: 1\n`],
  ])('without a word of what stands there: %s', (_, yaml) => {
    const text = problemsOf(yaml, {}).join('\n');
    expect(text).not.toBe('');
    expect(text).not.toMatch(/hunter2|2hun/);
  });

  it('without the secret that stands where the path of a file belongs', () => {
    expect(problemsOf(MINIMAL, { FRAMEWATCH_TOKEN_FILE: 'hunter2hunter' }).join()).not.toContain('hunter');
    expect(problemsOf(`${MINIMAL}viewer: { tokenFile: hunter2hunter }\n`).join()).not.toContain('hunter');
  });

  it.each([
    ['rtsp://10.0.0.8/live', '{ verify: true }', /^streams\[0\]\.tls \(runner\.yaml:8\): is for rtsps:\/\/ only/],
    [
      'rtsps://10.0.0.8/live',
      '{ verify: false, ca: ca.pem }',
      /^streams\[0\]\.tls\.ca .*: is of no use with `verify: false`/,
    ],
    ['rtsps://10.0.0.8/live', '{ ca: nowhere.pem }', /^streams\[0\]\.tls\.ca .*: cannot read nowhere\.pem: ENOENT/],
    ['rtsps://10.0.0.8/live', '{ ca: runner.yaml }', /^streams\[0\]\.tls\.ca .*: runner\.yaml holds no certificate/],
    [
      'rtsps://10.0.0.8/live',
      '{ fingerprint: "AB:CD" }',
      /^streams\[0\]\.tls\.fingerprint .*: got "AB:CD", expected the SHA-256/,
    ],
    [
      'rtsps://10.0.0.8/live',
      '{ verify: maybe }',
      /^streams\[0\]\.tls\.verify .*: got "maybe", expected true or false/,
    ],
    ['rtsps://10.0.0.8/live', '{ check: true }', /^streams\[0\]\.tls\.check .*: unknown key/],
  ])('of how a certificate is checked: %s with %s', (url, tls, problem) => {
    const yaml = MINIMAL.replace(/url: .*/, `url: ${url}`) + `    tls: ${tls}\n`;
    const [found, ...others] = problemsOf(yaml, {}, { '/etc/framewatch/ca.pem': '-----BEGIN CERTIFICATE-----' });
    expect(found).toMatch(problem);
    expect(others).toEqual([]);
  });

  it('without the address that was given for the configuration', () => {
    const load = () => loadConfig({ path: 'rtsp://admin:hunter2hunter@10.0.0.8/live', env: {}, cwd: '/srv' });
    expect(load).toThrow('(***): cannot read the configuration file (ENOENT)');
  });

  it('for a file that is not there', () => {
    expect(() => loadConfig({ path: 'nowhere.yaml', env: {}, cwd: '/srv' })).toThrow(
      '(/srv/nowhere.yaml): cannot read the configuration file (ENOENT): give its path by --config or FRAMEWATCH_CONFIG'
    );
  });
});
