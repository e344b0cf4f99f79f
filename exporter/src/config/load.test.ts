import { ConfigError, loadConfig } from './index.js';

/** Loads `/etc/framewatch/exporter.yaml` with this text, in the folder /srv. */
function load(yaml: string | null, env: NodeJS.ProcessEnv = {}): ReturnType<typeof loadConfig> {
  const path = '/etc/framewatch/exporter.yaml';
  return loadConfig({ path: yaml === null ? undefined : path, env, cwd: '/srv', readText: () => yaml ?? '' });
}

/** The lines of the error that a configuration gives. */
function problems(yaml: string | null, env: NodeJS.ProcessEnv = {}): string[] {
  try {
    load(yaml, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message.split('\n');
    throw error;
  }
  return [];
}

/** Aliases that stand for a million words. */
function bomb(word: string): string {
  const levels = Array.from({ length: 6 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(10).fill(`*a${i}`).join(', ')}]`);
  return [`a0: &a0 ${word}`, ...levels].join('\n');
}

describe('loadConfig', () => {
  it('needs no more than the address of a runner', () => {
    expect(load(null, { FRAMEWATCH_RUNNERS: 'http://runner:9321' })).toEqual({
      host: '127.0.0.1',
      port: 9877,
      runners: [{ url: new URL('http://runner:9321'), discover: 'none', id: null, token: null }],
      scrapeTimeoutMs: 2000,
      maxResponseBytes: 8 * 1024 * 1024,
      maxSeriesPerRunner: 5000,
      gpu: { command: 'nvidia-smi', intervalMs: 5000, timeoutMs: 10_000 },
      logLevel: 'info',
    });
  });

  it('reads every key of the file', () => {
    const yaml = `
      host: 0.0.0.0
      port: 9999
      tokenFile: /run/secrets/token
      scrapeTimeoutSeconds: 1.5
      maxResponseBytes: 4096
      maxSeriesPerRunner: 20000
      gpu: { command: /opt/nvidia-smi, intervalSeconds: 10, timeoutSeconds: 2 }
      logLevel: debug
      runners:
        - url: https://gate.example/runner/
          id: gate
          token: s3cret
        - url: dns+http://runners.example:9321
        - url: dns+https://_viewer._tcp.runners.example
          tokenFile: /run/secrets/other
    `;
    expect(load(yaml)).toEqual({
      host: '0.0.0.0',
      port: 9999,
      scrapeTimeoutMs: 1500,
      maxResponseBytes: 4096,
      maxSeriesPerRunner: 20_000,
      gpu: { command: '/opt/nvidia-smi', intervalMs: 10_000, timeoutMs: 2000 },
      logLevel: 'debug',
      runners: [
        { url: new URL('https://gate.example/runner/'), discover: 'none', id: 'gate', token: { value: 's3cret' } },
        {
          url: new URL('http://runners.example:9321'),
          discover: 'addresses',
          id: null,
          token: { file: '/run/secrets/token' },
        },
        {
          url: new URL('https://_viewer._tcp.runners.example'),
          discover: 'srv',
          id: null,
          token: { file: '/run/secrets/other' },
        },
      ],
    });
  });

  it('lets environment variables win over the file', () => {
    const yaml = 'port: 1\ngpu: true\nrunners: [{ url: "http://a:1" }]\n';
    const config = load(yaml, {
      FRAMEWATCH_RUNNERS: 'http://b:2, dns+http://c:3,',
      FRAMEWATCH_RUNNER_TOKEN: 's3cret',
      EXPORTER_HOST: '::1',
      EXPORTER_PORT: '0',
      EXPORTER_SCRAPE_TIMEOUT_SECONDS: '3',
      EXPORTER_MAX_RESPONSE_BYTES: '2048',
      EXPORTER_MAX_SERIES_PER_RUNNER: '300',
      EXPORTER_GPU: 'off',
      LOG_LEVEL: 'warn',
    });
    expect(config).toMatchObject({
      host: '::1',
      port: 0,
      scrapeTimeoutMs: 3000,
      maxResponseBytes: 2048,
      maxSeriesPerRunner: 300,
      gpu: null,
    });
    expect(config.logLevel).toBe('warn');
    expect(config.runners.map(({ url, discover, token }) => [url.host, discover, token])).toEqual([
      ['b:2', 'none', { value: 's3cret' }],
      ['c:3', 'addresses', { value: 's3cret' }],
    ]);
  });

  it('takes an empty variable as not set', () => {
    const config = load('runners: [{ url: "http://a:1" }]', { EXPORTER_PORT: '', FRAMEWATCH_RUNNERS: '' });
    expect(config.port).toBe(9877);
  });

  it('names everything that is wrong: key, place, value, what was expected', () => {
    const yaml = ['port: 70000', 'prot: 1', 'logLevel: loud', 'runners:', '  - url: ftp://a', '    toke: x', '  - {}'];
    expect(problems(yaml.join('\n'))).toEqual([
      'port (exporter.yaml:1): got 70000, expected a port, a whole number from 0 to 65535',
      expect.stringMatching(
        /^runners\[0\]\.url \(exporter\.yaml:5\): another scheme than http: and https:, expected http:/
      ),
      'runners[0].toke (exporter.yaml:6): unknown key, did you mean `token`?',
      expect.stringMatching(/^runners\[1\]\.url \(exporter\.yaml:7\): missing, expected http:/),
      'logLevel (exporter.yaml:3): got "loud", expected one of debug, info, warn, error, silent',
      expect.stringMatching(/^prot \(exporter\.yaml:2\): unknown key, known are host, port, runners, /),
    ]);
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    [
      'a port that is a word',
      { EXPORTER_PORT: 'http' },
      'port (environment variable EXPORTER_PORT): got "http", expected a port',
    ],
    ['a broken port', { EXPORTER_PORT: '1.5' }, 'got 1.5, expected a port, a whole number from 0 to 65535'],
    ['a deadline of zero', { EXPORTER_SCRAPE_TIMEOUT_SECONDS: '0' }, 'got 0, expected seconds, above 0 and at most 60'],
    ['an endless deadline', { EXPORTER_SCRAPE_TIMEOUT_SECONDS: 'Infinity' }, 'got "Infinity", expected seconds'],
    [
      'a GPU switch that is none',
      { EXPORTER_GPU: 'maybe' },
      'gpu (environment variable EXPORTER_GPU): got "maybe", expected',
    ],
    [
      'no runner',
      { FRAMEWATCH_RUNNERS: ' , ' },
      'runners (environment variable FRAMEWATCH_RUNNERS): got an empty list, expected a list of one or more runners',
    ],
    [
      'an address that is none',
      { FRAMEWATCH_RUNNERS: 'runner' },
      'runners[0].url (environment variable FRAMEWATCH_RUNNERS): not a URL',
    ],
    ['a runner twice', { FRAMEWATCH_RUNNERS: 'http://a:1,http://A:1/' }, 'http://a:1 with this path is there twice'],
    [
      'a token and its file',
      { FRAMEWATCH_RUNNER_TOKEN: 'a', FRAMEWATCH_RUNNER_TOKEN_FILE: '/b' },
      'expected one of the two',
    ],
  ])('refuses %s', (_, env, expected) => {
    const [problem] = problems(null, { FRAMEWATCH_RUNNERS: 'http://a:1', ...env });
    expect(problem).toContain(expected);
  });

  it('says what is missing where nothing is configured', () => {
    expect(problems(null)).toEqual([
      'runners: missing, expected a list of one or more runners, or the environment variable FRAMEWATCH_RUNNERS',
    ]);
  });

  it('names the wrong key inside a mapping that may also be a switch', () => {
    expect(problems('runners: [{ url: "http://a:1" }]\ngpu:\n  intervalSeconds: -1')).toEqual([
      'gpu.intervalSeconds (exporter.yaml:3): got -1, expected seconds, above 0 and at most 3600',
    ]);
    expect(problems('runners: [{ url: "http://a:1" }]\ngpu: { interval: 1 }')).toEqual([
      'gpu.interval (exporter.yaml:2): unknown key, did you mean `intervalSeconds`?',
    ]);
  });

  it('never shows a secret', () => {
    const yaml =
      'token: "two s3cret words"\nrunners: [{ url: "http://user:s3cret@a:1" }, { url: "http://b", token: "a s3cret" }]';
    const text = problems(yaml).join('\n');
    expect(text).toContain('token (exporter.yaml:1): got *** (not shown, it is a secret), expected a token');
    expect(text).toContain('runners[0].url (exporter.yaml:2): holds a user or a password');
    expect(text).not.toContain('s3cret');
  });

  it.each([
    [
      'an alias of nothing',
      'token: *s3cret',
      'exporter.yaml:1): not valid YAML: an alias (*) of an anchor that is not there',
    ],
    [
      'a reserved character',
      'host: a\ntoken: @s3cret',
      'exporter.yaml:2): not valid YAML: text cannot begin with this character',
    ],
    ['a tag', 'token: !s3cret x', 'not valid YAML: a tag (!) that YAML does not know'],
    ['a directive', '%s3cret\n---\nhost: a', 'not valid YAML: a directive (%) that YAML does not know'],
    ['a quote without its end', 'token: "s3cret', 'not valid YAML: a colon, comma, bracket, quote or space is missing'],
    ['a backslash', 'token: "s3cret\\q"', 'not valid YAML: a backslash before a character'],
    ['two colons', 'token: s3cret and: more', 'not valid YAML: a colon followed by a space stands twice'],
    ['text behind a value', "token: 'a' s3cret", 'not valid YAML: something stands where it does not belong'],
    ['a key twice', 'token: a\ntoken: s3cret', 'exporter.yaml:2): not valid YAML: a key stands twice in one mapping'],
    ['aliases without end', '&s3cret [*s3cret]', 'exporter.yaml'],
    ['aliases of aliases', bomb('s3cret'), 'not valid YAML: its aliases (*) contain themselves, or become too much'],
    ['a key that is a list', '? [s3cret]\n: 1\nrunners: [{ url: "http://a" }]', '*** (exporter.yaml'],
    [
      'a token for a key',
      'runners: [{ url: "http://a", token:s3cret }]',
      'runners[0].*** (exporter.yaml:1): unknown key',
    ],
    [
      'a token below another key',
      'runners: [{ url: "http://a" }]\nhost:\n  token: s3cret',
      'host (exporter.yaml:2): got a mapping',
    ],
    [
      'a token that goes on with another key',
      'runners: [{ url: "http://a" }]\nhost: a\n  the long s3cret token',
      'host (exporter.yaml:2): got a long text (not shown, it may be a secret)',
    ],
    ['runners that are text', 'runners: http://user:s3cret@a', 'runners (exporter.yaml:1): got text, expected a list'],
    ['a runner that is text', 'runners: ["http://user:s3cret@a"]', 'runners[0] (exporter.yaml:1): got text'],
    [
      'an address that is a list',
      'runners: [{ url: ["http://user:s3cret@a"] }]',
      'runners[0].url (exporter.yaml:1): got a list',
    ],
    ['an address with a scheme of its own', 'runners: [{ url: "s3cret:a" }]', 'another scheme than http: and https:'],
    ['a path in an address', 'runners: [{ url: "http://a/s3cret" }, { url: "http://a/s3cret" }]', 'runners[1].url'],
    ['a list for a token', 'runners: [{ url: "http://a" }]\ntoken: [s3cret]', 'token (exporter.yaml:2): got ***'],
  ])('never quotes what it was given: %s', (_, yaml, expected) => {
    const text = problems(yaml).join('\n');
    expect(text).toContain(expected);
    expect(text).not.toContain('s3cret');
  });

  it.each([
    ['what is not YAML', 'runners: [', /exporter\.yaml:1.*not valid YAML/],
    ['a list', '- a\n- b', /expected a mapping/],
    ['nothing', '', /^runners \(exporter\.yaml\): missing/],
  ])('refuses a file with %s', (_, yaml, expected) => {
    expect(problems(yaml)[0]).toMatch(expected);
  });

  it('takes a key without a value for one that is not given', () => {
    const config = load('port:\ngpu:\nrunners: [{ url: "http://a", id: }]');
    expect(config).toEqual(load('runners: [{ url: "http://a" }]'));
  });

  it('says that the file cannot be read', () => {
    const readNothing = () => loadConfig({ env: { EXPORTER_CONFIG: 'none.yaml' }, cwd: '/srv' });
    expect(readNothing).toThrow(
      '(/srv/none.yaml): cannot read the configuration file (ENOENT): give its path by --config or EXPORTER_CONFIG'
    );
  });

  it('finds token files beside the file, and those of the environment in the working folder', () => {
    const yaml = 'tokenFile: token\nrunners: [{ url: "http://a:1" }, { url: "http://b:1", tokenFile: /run/b }]';
    expect(load(yaml).runners.map(({ token }) => token)).toEqual([
      { file: '/etc/framewatch/token' },
      { file: '/run/b' },
    ]);
    expect(load(yaml, { FRAMEWATCH_RUNNER_TOKEN_FILE: 'token' }).runners[0]?.token).toEqual({ file: '/srv/token' });
  });

  it('puts environment variables into texts, so that tokens need not stand in the file', () => {
    const yaml = 'token: ${TOKEN}\nrunners: [{ url: "http://${HOST}:1" }]';
    expect(load(yaml, { TOKEN: 's3cret', HOST: 'a' }).runners).toMatchObject([
      { url: new URL('http://a:1'), token: { value: 's3cret' } },
    ]);
    expect(problems(yaml, { HOST: 'a' })).toEqual([
      'token (exporter.yaml:1): environment variable TOKEN is not set, and ${TOKEN} needs it',
    ]);
  });
});
