import { ConfigError, loadConfig } from './index.js';

const ENV = {
  INFLUX_URL: 'http://influxdb:8086',
  INFLUX_ORG: 'framewatch',
  INFLUX_BUCKET: 'framewatch',
  INFLUX_TOKEN_FILE: '/run/secrets/influxdb-admin-token',
  OUTPUT_FOLDER: '/run/influxdb',
};

/** The problems that it names. */
function problems(env: Record<string, string | undefined>, token: string | Error = 's3cret'): readonly string[] {
  const readText = (): string => {
    if (token instanceof Error) throw token;
    return token;
  };
  try {
    loadConfig({ ...ENV, ...env }, readText);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfig', () => {
  it('reads the environment, and the token from its file', () => {
    expect(loadConfig(ENV, () => 's3cret\n')).toEqual({
      url: new URL('http://influxdb:8086'),
      org: 'framewatch',
      bucket: 'framewatch',
      adminTokenFile: '/run/secrets/influxdb-admin-token',
      adminToken: 's3cret',
      output: { kind: 'folder', folder: '/run/influxdb' },
    });
  });

  it('names everything that is missing at once', () => {
    expect(problems({ INFLUX_URL: '', INFLUX_ORG: undefined, OUTPUT_FOLDER: ' ' })).toEqual([
      'INFLUX_URL is missing',
      'INFLUX_ORG is missing',
      'set either OUTPUT_FOLDER, for files, or OUTPUT_SECRET, for a secret of Kubernetes',
    ]);
  });

  it.each(['influxdb:8086', 'ftp://influxdb', 'http://me:s3cret@influxdb:8086', 'not an address'])(
    'refuses the address %s without quoting it',
    (url) => {
      expect(problems({ INFLUX_URL: url })).toEqual([
        'INFLUX_URL has to be like http://influxdb:8086, without user and password',
      ]);
    }
  );

  it.each([
    ['missing', Object.assign(new Error(), { code: 'ENOENT' }), 'cannot be read (ENOENT)'],
    ['empty', '\n', 'is empty'],
    ['of two lines', 'one\ntwo', 'one token, one line'],
  ])('refuses a token file that is %s', (_, token, what) => {
    expect(problems({}, token)).toEqual([expect.stringContaining(what)]);
  });

  it('wants one place for the tokens, not two', () => {
    expect(problems({ OUTPUT_SECRET: 'framewatch' })).toHaveLength(1);
    expect(problems({ OUTPUT_SECRET: 'framewatch', OUTPUT_FOLDER: '' })).toEqual([]);
  });
});
