import { z } from 'zod';
import {
  ConfigError,
  filled,
  flag,
  httpUrl,
  integer,
  list,
  mapping,
  oneOf,
  readConfig,
  text,
  textThat,
} from './index.js';

const SINKS = {
  file: mapping({ type: z.literal('file'), folder: text('a folder') }),
  http: mapping({ type: z.literal('http'), url: httpUrl }),
};

const schema = mapping({
  name: text('a name').optional(),
  targetFps: integer(1, 60).optional(),
  level: oneOf('low', 'high').default('low'),
  server: mapping({ url: httpUrl.optional(), token: text('a token').optional(), loop: flag.optional() }).prefault({}),
  cameras: filled(mapping({ id: text('an id') }), 'a list of one or more cameras').optional(),
  sinks: list(z.discriminatedUnion('type', [SINKS.file, SINKS.http], 'one of file, http'), 'a list of sinks').default(
    []
  ),
  gpu: z.union([flag, mapping({ command: text('a program') })], 'a switch or a mapping').default(true),
  even: textThat('an even number', (written) =>
    Number(written) % 2 === 0 ? { value: Number(written) } : { problem: 'is odd' }
  ).optional(),
});

function read(yaml: string, env: Record<string, string> = {}) {
  return readConfig(
    {
      schema,
      lay: (overlay) => overlay.lay({ NAME: { path: ['name'], read: (text) => text } }),
      hint: '`name`',
      pathVariable: 'A_CONFIG',
    },
    {
      path: 'etc/a.yaml',
      env,
      cwd: '/srv',
      readText: (path) => (path === '/srv/etc/a.yaml' ? yaml : `text of ${path}`),
    }
  );
}

const problems = (yaml: string, env = {}) => new ConfigError(read(yaml, env).problems).message.split('\n');

describe('readConfig', () => {
  it('gives what the schema makes of file and environment', () => {
    const { data, problems } = read('name: a\ntargetFps: 5\neven: "4"\nserver: { url: "http://${HOST}" }', {
      NAME: 'b',
      HOST: 'h',
    });
    const server = { url: 'http://h' };
    expect(data).toEqual({ name: 'b', targetFps: 5, level: 'low', server, sinks: [], gpu: true, even: 4 });
    expect(problems).toEqual([]);
  });

  it('finds paths beside the file, and those of the environment in the working folder', () => {
    const { locate, readBeside, origin } = read('server: {}', { NAME: 'b' });
    expect([locate(['server', 'x'], 'a'), locate(['name'], 'a'), locate(['name'], '/a')]).toEqual([
      '/srv/etc/a',
      '/srv/a',
      '/a',
    ]);
    expect(readBeside('x')).toBe('text of /srv/etc/x');
    expect([origin(['server', 'x']), origin(['name'])]).toEqual(['a.yaml:1', 'environment variable NAME']);
  });

  it('says once that a variable is missing', () => {
    expect(problems('server: { url: "${HOST}" }')).toEqual([
      'server.url (a.yaml:1): environment variable HOST is not set, and ${HOST} needs it',
    ]);
  });

  it.each([
    ['a value', 'targetFps: 0', 'targetFps (a.yaml:1): got 0, expected a whole number from 1 to 60'],
    [
      'an endless number',
      'targetFps: .inf',
      'targetFps (a.yaml:1): got Infinity, expected a whole number from 1 to 60',
    ],
    ['nothing', 'cameras: [{}]', 'cameras[0].id (a.yaml:1): missing, expected an id (text)'],
    ['an empty list', 'cameras: []', 'cameras (a.yaml:1): got an empty list, expected a list of one or more cameras'],
    ['a list', 'level: [low]', 'level (a.yaml:1): got a list, expected one of low, high'],
    ['a mapping', 'name: { a: 1 }', 'name (a.yaml:1): got a mapping, expected a name (text)'],
    ['text for a mapping', 'server: s3cret', 'server (a.yaml:1): got text, expected a mapping with keys of its own'],
    [
      'a secret',
      'server: { token: 1 }',
      'server.token (a.yaml:1): got *** (not shown, it is a secret), expected a token (text)',
    ],
    [
      'an address',
      'server: { url: "x://u:s3cret@h" }',
      'server.url (a.yaml:1): got "x://***@h", expected an address like http://influxdb:8086',
    ],
    ['an address without a scheme', 'level: "u:s3cret@h"', 'level (a.yaml:1): got "***", expected one of low, high'],
    [
      'a long text',
      'level: s3crets3crets3cret',
      'level (a.yaml:1): got a long text (not shown, it may be a secret), expected one of low, high',
    ],
    [
      'a long number',
      'level: 1234567890123456789',
      'level (a.yaml:1): got 123456789012345…, expected one of low, high',
    ],
    ['what says itself what is wrong', 'even: "3"', 'even (a.yaml:1): is odd'],
    ['one of two kinds', 'gpu: { command: 1 }', 'gpu.command (a.yaml:1): got 1, expected a program (text)'],
    [
      'an unknown key in one of two kinds',
      'gpu: { command: x, comand: 1 }',
      'gpu.comand (a.yaml:1): unknown key, known are command',
    ],
    ['neither of two kinds', 'gpu: 1', 'gpu (a.yaml:1): got 1, expected a switch or a mapping'],
    ['no kind that there is', 'sinks: [{ type: x }]', 'sinks[0].type (a.yaml:1): got "x", expected one of file, http'],
  ])('tells what was found and what was expected: %s', (_, yaml, expected) => {
    expect(problems(yaml)).toEqual([expected]);
  });

  it.each([
    ['fps: 5', 'fps (a.yaml:1): unknown key, did you mean `targetFps`?'],
    ['target_fps: 5', 'target_fps (a.yaml:1): unknown key, did you mean `targetFps`?'],
    ['TargetFPS: 5', 'TargetFPS (a.yaml:1): unknown key, did you mean `targetFps`?'],
    ['server: { tokn: x }', 'server.tokn (a.yaml:1): unknown key, did you mean `token`?'],
    [
      'sinks: [{ type: http, url: "http://a", folder: x }]',
      'sinks[0].folder (a.yaml:1): unknown key, known are type, url',
    ],
    ['cameras: [{ id: a, colour: red }]', 'cameras[0].colour (a.yaml:1): unknown key, known are id'],
    ['server: { "s3cret:x": }', 'server.*** (a.yaml:1): unknown key, known are url, token, loop'],
    ['server: { hunter2: 1 }', 'server.*** (a.yaml:1): unknown key, known are url, token, loop'],
  ])('suggests what may have been meant: %s', (yaml, expected) => {
    expect(problems(yaml)).toEqual([expected]);
  });

  it('throws for a file that is not there', () => {
    const form = { schema, lay: () => undefined, hint: '', pathVariable: 'A_CONFIG' };
    expect(() => readConfig(form, { env: { A_CONFIG: ' none.yaml ' }, cwd: '/nowhere' })).toThrow(
      '(/nowhere/none.yaml): cannot read the configuration file (ENOENT): give its path by --config or A_CONFIG'
    );
  });
});
