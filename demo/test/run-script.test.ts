import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

/** scripts/run.mjs in a checkout of its own, with an npm that only says what it is asked for. */
const SCRIPTS = path.resolve(__dirname, '../../scripts');
const OURS = ['run.mjs', 'built.mjs'];
const NPM = `#!/bin/sh
echo "npm $*"
[ "$*" = "$NPM_INTERRUPTED" ] && kill -INT $PPID && exit 1
[ "$*" != "$NPM_FAILS" ]
`;

/** Refuses --nope, as the commands' own do. */
const ARGUMENTS = `export function readArguments(args) {
  if (args.includes('--nope')) throw Object.assign(new Error('unknown option --nope'), { name: 'ArgumentsError' });
  return { help: args.includes('--help') || (args.length === 0 && import.meta.url.includes('/bench/')) };
}`;

/** Refuses --nope, too; with --showConfig it does nothing else. */
const JEST = `const args = process.argv.slice(2);
if (args.includes('--nope')) {
  console.error('Unrecognized option "nope".');
  process.exit(1);
}
console.log(args.includes('--showConfig') ? '{}' : args.join(' '));
`;

let root: string;

beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'framewatch-run-'));
  const put = async (file: string, content: string) => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  };
  await put('scripts/run.mjs', '');
  for (const name of OURS) await copyFile(path.join(SCRIPTS, name), path.join(root, 'scripts', name));
  await put('package.json', '{"type":"module","workspaces":["scripts"]}');
  await put('package-lock.json', '{}');
  await put('node_modules/.package-lock.json', '{}');
  await put('bin/npm', NPM);
  await chmod(path.join(root, 'bin/npm'), 0o755);
  await put('models/dist/cli.js', `console.log('models'); console.error('progress');`);
  for (const task of ['demo', 'bench'])
    await put(`${task}/dist/cli.js`, `console.log(JSON.stringify(process.argv.slice(2)));`);
  for (const file of ['demo/dist/arguments.js', 'bench/dist/arguments.js', 'stack/dist/init/arguments.js'])
    await put(file, ARGUMENTS);
  await put('node_modules/jest/bin/jest.js', JEST);
});
afterEach(() => rm(root, { recursive: true }));

async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [path.join(root, 'scripts/run.mjs'), ...args], {
    env: { ...process.env, PATH: `${path.join(root, 'bin')}:${process.env.PATH}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  return { stdout, stderr, code };
}

test('standard output is the task’s alone; what comes before it is told on standard error', async () => {
  const { stdout, stderr, code } = await run(['bench', 'latency', '--json']);
  expect(stdout).toBe('["latency","--json"]\n');
  expect(stderr).toContain('npm run --silent build:node');
  expect(stderr).toContain('npm run --silent build:web');
  expect(stderr).toContain('models\n');
  expect(code).toBe(0);
});

describe('packages', () => {
  const put = async (file: string, packages: Record<string, object>): Promise<void> =>
    writeFile(path.join(root, file), JSON.stringify({ packages }));
  const sh = { version: '1.0.0', integrity: 'sha512-a' };
  const wanted = { '': { name: 'framewatch' }, 'node_modules/sh': sh, 'node_modules/sh-aix': { optional: true } };
  const INSTALLED = 'node_modules/.package-lock.json';
  const installs = async () => (await run(['demo'])).stderr.includes('npm ci');
  beforeEach(() => put('package-lock.json', wanted));

  it('are not installed again when only the time of the lockfile is newer', async () => {
    await put(INSTALLED, { 'node_modules/sh': sh });
    await utimes(path.join(root, INSTALLED), 0, 0);
    expect(await installs()).toBe(false);
  });

  it.each([
    ['one is missing', {}],
    ['one is of another version', { 'node_modules/sh': { ...sh, version: '1.0.1' } }],
    ['one has other contents', { 'node_modules/sh': { ...sh, integrity: 'sha512-b' } }],
  ])('are installed when %s, whatever the times', async (_, there) => {
    await put(INSTALLED, there);
    await utimes(path.join(root, 'package-lock.json'), 0, 0);
    expect(await installs()).toBe(true);
  });

  it.each([
    ['never ended', () => rm(path.join(root, INSTALLED))],
    ['was cut off', () => writeFile(path.join(root, INSTALLED), '{"packages":{')],
  ])('are installed when an installation %s', async (_, leave) => {
    await leave();
    expect(await installs()).toBe(true);
  });
});

test.each([[['demo', '--help']], [['bench']]])('%j neither builds plugins nor fetches models', async (args) => {
  const { stdout, stderr } = await run(args);
  expect(stdout).toBe(`${JSON.stringify(args.slice(1))}\n`);
  expect(stderr).not.toContain('build:web');
  expect(stderr).not.toContain('progress');
});

describe('stack:init', () => {
  const BUILD = 'npm run --silent build -w plugins/stream-datasource -w plugins/inference-panel';
  const ago = new Date(Date.now() - 60_000);
  const put = async (file: string, content = ''): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  };
  /** Everything is as old as a minute, folders too. */
  const age = async (folder = root): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) await age(path.join(folder, entry.name));
      else await utimes(path.join(folder, entry.name), ago, ago);
    }
    await utimes(folder, ago, ago);
  };
  beforeEach(async () => {
    for (const name of ['stream-datasource', 'inference-panel']) {
      await put(`plugins/${name}/package.json`, '{"dependencies":{"@framewatch/protocol":"0.1.0","rxjs":"7.8.2"}}');
      await put(`plugins/${name}/src/module.ts`);
      await put(`plugins/${name}/src/module.test.ts`);
      await put(`plugins/${name}/dist/module.js`);
    }
    await put('protocol/package.json', '{}');
    await put('protocol/src/index.ts');
    await put('stack/dist/init/cli.js', `console.log('init');`);
    await age();
  });

  it('builds the plugins, and neither the preview page nor a model', async () => {
    const { stdout, stderr } = await run(['stack:init']);
    expect(stdout).toBe('init\n');
    expect(stderr).toContain(BUILD);
    expect(stderr).not.toMatch(/build:web|models/);
  });

  it('builds them no second time while nothing changed', async () => {
    await run(['stack:init']);
    // As the first build in a fresh clone does.
    await put('plugins/inference-panel/dist/new');
    await utimes(path.join(root, 'plugins/inference-panel'), new Date(), new Date());
    await put('plugins/inference-panel/src/module.test.ts', 'changed');
    const { stdout, stderr } = await run(['stack:init']);
    expect([stdout, stderr]).toEqual(['init\n', expect.not.stringContaining(BUILD)]);
    expect(stderr).toContain('Building the plugins: nothing changed');
  });

  it.each([
    ['a source changed', () => put('plugins/inference-panel/src/module.ts', 'changed')],
    ['a source of a workspace that they are made with changed', () => put('protocol/src/index.ts', 'changed')],
    ['a source is gone', () => rm(path.join(root, 'plugins/inference-panel/src/module.ts'))],
    ['what both are built with changed', () => put('plugins/webpack.ts')],
    ['a package changed', () => put('package-lock.json', '{ }')],
    ['what was built is gone', () => rm(path.join(root, 'plugins/inference-panel/dist'), { recursive: true })],
  ])('builds them again when %s', async (_, change) => {
    await run(['stack:init']);
    await change();
    expect((await run(['stack:init'])).stderr).toContain(BUILD);
  });

  it('builds them again after a build that failed', async () => {
    await run(['stack:init'], { NPM_FAILS: BUILD.replace('npm ', '') });
    expect((await run(['stack:init'])).stderr).toContain(BUILD);
  });
});

describe('test:unit', () => {
  const put = async (file: string, content: string): Promise<void> => {
    await mkdir(path.dirname(path.join(root, file)), { recursive: true });
    await writeFile(path.join(root, file), content);
  };
  const SAYS = 'console.log(process.argv.slice(2).join(" "));';
  beforeEach(async () => {
    await put('package.json', '{"type":"module","workspaces":["protocol","exporter","plugins/inference-panel"]}');
    await put('protocol/package.json', '{}');
    await put('exporter/package.json', '{"dependencies":{"@framewatch/protocol":"0.1.0"}}');
    await put('exporter/src/page/page.ts', '');
    await put('exporter/src/page/page.test.ts', '');
    await put('exporter/test/cli.test.ts', '');
    await put('plugins/inference-panel/package.json', '{"dependencies":{"@framewatch/protocol":"0.1.0"}}');
    await put('node_modules/typescript/bin/tsc', SAYS);
  });

  it.each([
    [['exporter'], '-b exporter protocol\nexporter/src --maxWorkers=100% --selectProjects exporter\n'],
    [['exporter/src/page'], '-b exporter protocol\nexporter/src/page --maxWorkers=100% --selectProjects exporter\n'],
    [['exporter/test'], '-b exporter protocol\nexporter/test --maxWorkers=100% --selectProjects exporter\n'],
    [
      ['protocol', 'exporter', '-i', '-t', 'a scrape'],
      '-b protocol exporter\nprotocol exporter/src -i -t a scrape --selectProjects protocol exporter\n',
    ],
    [['plugins/inference-panel'], 'plugins/inference-panel --maxWorkers=100% --selectProjects inference-panel\n'],
  ])('of %j compiles what these tests need, and no more', async (args, stdout) => {
    expect(await run(['test:unit', ...args])).toEqual({ stdout, stderr: '', code: 0 });
  });

  it.each([
    [[], 'What to test is missing: npm run test:unit -- PATH…'],
    [['docs'], 'docs is in no workspace: npm run test:unit -- PATH…'],
    [['exporter/src/gone.ts'], 'exporter/src/gone.ts is in no workspace'],
  ])('of %j says what it takes', async (args, message) => {
    const { stderr, code } = await run(['test:unit', ...args]);
    expect(stderr).toContain(message);
    expect(code).toBe(2);
  });
});

test('a step that fails ends it, with the step’s exit code', async () => {
  const { stdout, stderr, code } = await run(['demo'], { NPM_FAILS: 'run --silent build:web' });
  expect(stdout).toBe('');
  expect(stderr).toContain('Building the plugins and the preview page: failed (exit code 1); the reason is above');
  expect(code).toBe(1);
});

test('a step that Ctrl-C ends has not failed: it was interrupted', async () => {
  const { stderr, code } = await run(['demo'], { NPM_INTERRUPTED: 'run --silent build:web' });
  expect(stderr).toContain('Building the plugins and the preview page: interrupted\n');
  expect(code).toBe(1);
});

test('a Node that is too old is told', async () => {
  const old = `data:text/javascript,Object.defineProperty(process, 'versions', { value: { node: '18.20.8' } })`;
  const { stderr, code } = await run(['demo'], { NODE_OPTIONS: `--import=${JSON.stringify(old)}` });
  expect(stderr).toBe('▸ Node 18.20.8 is too old: Framewatch needs 20.19 or later\n');
  expect(code).toBe(1);
});

test('nothing that an old Node lacks is used before its version is looked at', async () => {
  for (const name of OURS) {
    expect(await readFile(path.join(SCRIPTS, name), 'utf8')).not.toMatch(/import\.meta\.(dirname|filename)/);
  }
});

test('an unknown task names those that there are', async () => {
  const { stderr, code } = await run(['dmeo']);
  expect(stderr).toBe(
    '▸ Unknown task dmeo: npm run TASK [-- ARGUMENTS], with the tasks models, demo, dashboards, bench, stack:init, test, ' +
      'test:unit\n'
  );
  expect(code).toBe(2);
});

test.each([[['constructor']], [[]]])('%j is no task either', async (args) => {
  expect(await run(args)).toMatchObject({ stdout: '', code: 2 });
});

test.each([[['--help']], [['test:unit', '--help']]])('%j tells what there is, and does nothing', async (args) => {
  expect(await run(args)).toEqual({
    stdout: expect.stringMatching(/^npm run [^\n]*\n$/) as string,
    stderr: '',
    code: 0,
  });
});

test.each([
  [['demo', '--nope'], 'unknown option --nope'],
  [['bench', 'latency', '--nope'], 'unknown option --nope'],
  [['stack:init', '--nope'], 'unknown option --nope'],
  [['test', '--nope'], 'Unrecognized option "nope"'],
  [['test:unit', 'scripts', '--nope'], 'Unrecognized option "nope"'],
])('%j is refused before anything that takes long', async (args, message) => {
  const { stdout, stderr, code } = await run(args);
  expect(stdout).toBe('');
  expect(stderr).toContain(message);
  expect(stderr).not.toMatch(/npm (?!run --silent build:node)|progress/);
  expect(code).toBe(2);
});
