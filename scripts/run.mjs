// Runs one of the project's tasks from any state of the checkout: `node scripts/run.mjs TASK [args]`, see `tasks` below.
// Plain JavaScript on Node's own modules, because it runs before anything is installed or compiled; and nothing that a
// Node too old for Framewatch lacks, as it has to say so.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';
import { builtMs, compiledFor, plugins, pluginSourcesChangedMs, root, stampBuild } from './built.mjs';

const windows = process.platform === 'win32';
const [task, ...args] = process.argv.slice(2);
let interrupted = false;

/** As in service-kit, which may not be compiled yet. */
const EXIT_ARGUMENTS = 2;

const JEST = 'node_modules/jest/bin/jest.js';

/** Runs a program in the root, with its output shown; resolves with its exit code. */
function run(program, programArgs, stdio = 'inherit') {
  return new Promise((resolve, reject) => {
    // Ctrl-C reaches the child too; this process waits for it, so that its clean-up is seen to the end. Listened for
    // before the child is there, which may be quicker than what follows its start here.
    const remember = () => (interrupted = true);
    process.on('SIGINT', remember);
    const child = spawn(program, programArgs, { cwd: root, stdio, shell: windows });
    const forward = () => child.kill('SIGTERM');
    process.on('SIGTERM', forward);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', remember);
      process.off('SIGTERM', forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}

const say = (text) => console.error(`\u25b8 ${text}`);

/** A step before the task itself. All it prints goes to standard error: standard output is the task's, which may be JSON. */
async function step(title, program, programArgs) {
  say(title);
  const started = Date.now();
  const code = await run(program, programArgs, ['inherit', 2, 'inherit']);
  if (code !== 0) {
    say(`${title}: ${interrupted ? 'interrupted' : `failed (exit code ${code}); the reason is above`}`);
    process.exit(code);
  }
  say(`${title}: done in ${((Date.now() - started) / 1000).toFixed(0)} s`);
}

/** The packages that a lockfile names, by folder; undefined where it is not there, or cannot be read. */
function packagesIn(lockfile) {
  try {
    return JSON.parse(readFileSync(path.join(root, lockfile), 'utf8')).packages ?? {};
  } catch {
    return undefined;
  }
}

/**
 * Whether the packages of the lockfile are there. When an installation ends, npm writes what it installed, in the words of the
 * lockfile. Contents are compared, as each checkout gives the lockfile another time. Optional packages may be missing: they
 * are for other systems.
 */
function installed() {
  const wanted = packagesIn('package-lock.json');
  const there = packagesIn('node_modules/.package-lock.json');
  if (!wanted || !there) return false;
  return Object.entries(wanted).every(([folder, each]) => {
    if (folder === '') return true;
    return there[folder] ? isDeepStrictEqual(there[folder], each) : each.optional === true;
  });
}

/** Plugins take a minute to build: those that are there stay while nothing that they are made of is newer. */
async function buildPlugins() {
  const startedMs = Date.now();
  const there = plugins.every((folder) => existsSync(path.join(root, folder, 'dist/module.js')));
  if (there && pluginSourcesChangedMs() < builtMs('plugins')) {
    say('Building the plugins: nothing changed');
    return;
  }
  const workspaces = plugins.flatMap((folder) => ['-w', folder]);
  await step('Building the plugins', 'npm', ['run', '--silent', 'build', ...workspaces]);
  stampBuild('plugins', startedMs);
}

/** Ends before anything is done: the arguments are not understood. */
function refuse(reason) {
  say(reason);
  process.exit(EXIT_ARGUMENTS);
}

/** Reads the arguments of a command of ours before what it needs is made, which takes minutes: whether it is for help. */
async function asksForHelp(file) {
  const { readArguments } = await import(pathToFileURL(path.join(root, file)));
  try {
    return readArguments(args).help;
  } catch (error) {
    if (error.name !== 'ArgumentsError') throw error;
    refuse(error.message);
  }
}

/** Has jest read its options before anything is built for it, in 0.3 s: with `--showConfig` it does nothing else. */
async function checkJestOptions() {
  const code = await run('node', [JEST, '--showConfig', ...args], ['ignore', 'ignore', 'inherit']);
  if (code !== 0) process.exit(EXIT_ARGUMENTS);
}

const TEST_UNIT_USAGE =
  'npm run test:unit -- PATH… [OPTIONS OF JEST], for example exporter, exporter/test, or exporter/src/page -t words';

/** The workspaces that paths lie in. */
function workspacesIn(paths) {
  const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  if (paths.length === 0) refuse(`What to test is missing: ${TEST_UNIT_USAGE}`);
  return paths.map((name) => {
    const relative = path.relative(root, path.resolve(root, name));
    const workspace = workspaces.find((folder) => `${relative}/`.startsWith(`${folder}/`));
    if (workspace && existsSync(path.join(root, relative))) return workspace;
    return refuse(`${name} is in no workspace: ${TEST_UNIT_USAGE}`);
  });
}

/** Tests that start programs, or wait for real time, are in `test`: of a whole workspace those in its `src` are meant. */
function withoutIntegration(name) {
  const src = path.join(path.relative(root, path.resolve(root, name)), 'src');
  const { workspaces } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  if (!workspaces.includes(path.dirname(src)) || !existsSync(path.join(root, src))) return name;
  const tested = readdirSync(path.join(root, src), { recursive: true }).some((file) => /\.test\.tsx?$/.test(file));
  return tested ? src : name;
}

/** The tests below some paths, with no more built than these need. */
async function testUnit() {
  // What follows an option may be its value.
  const options = args.findIndex((arg) => arg.startsWith('-'));
  const paths = options < 0 ? [...args] : args.slice(0, options);
  const workspaces = [...new Set(workspacesIn(paths))];
  args.splice(0, paths.length, ...paths.map(withoutIntegration));
  if (options >= 0) await checkJestOptions();
  const compiled = workspaces.flatMap(compiledFor);
  if (compiled.length > 0) {
    const code = await run('node', ['node_modules/typescript/bin/tsc', '-b', ...new Set(compiled)]);
    if (code !== 0) process.exit(code);
  }
  // Tests wait more than they count: jest would leave one core free.
  if (!args.some((arg) => arg === '-i' || /^(-w|--maxWorkers|--runInBand)/.test(arg))) args.push('--maxWorkers=100%');
  args.push('--selectProjects', ...workspaces.map((folder) => path.basename(folder)));
}

const prepare = {
  install: async () => {
    if (!installed()) await step('Installing packages (about 1.7 GB, 2 minutes or more)', 'npm', ['ci']);
  },
  compile: () => step('Compiling', 'npm', ['run', '--silent', 'build:node']),
  grafana: buildPlugins,
  plugins: () => step('Building the plugins and the preview page', 'npm', ['run', '--silent', 'build:web']),
  unit: testUnit,
  models: () => step('Model and sample clip', 'node', ['models/dist/cli.js', 'get']),
  'jest options': checkJestOptions,
};

const tasks = {
  models: { needs: ['install', 'compile'], command: ['node', 'models/dist/cli.js'] },
  demo: {
    needs: ['install', 'compile', 'plugins', 'models'],
    arguments: 'demo/dist/arguments.js',
    command: ['node', 'demo/dist/cli.js'],
  },
  dashboards: { needs: ['install', 'compile'], command: ['node', 'dashboards/dist/cli.js'] },
  bench: {
    needs: ['install', 'compile', 'plugins', 'models'],
    arguments: 'bench/dist/arguments.js',
    command: ['node', 'bench/dist/cli.js'],
  },
  // Grafana gets the plugins as they were built here; images build the rest, and the clip is made where it is missing.
  'stack:init': {
    needs: ['install', 'compile', 'grafana'],
    arguments: 'stack/dist/init/arguments.js',
    command: ['node', 'stack/dist/init/cli.js'],
  },
  test: {
    needs: ['install', 'jest options', 'compile', 'plugins', 'models'],
    command: ['node', JEST],
  },
  'test:unit': { needs: ['install', 'unit'], command: ['node', JEST] },
};

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  say(`Node ${process.versions.node} is too old: Framewatch needs 20.19 or later`);
  process.exit(1);
}
const USAGE = `npm run TASK [-- ARGUMENTS], with the tasks ${Object.keys(tasks).join(', ')}`;
if (task === '--help') {
  console.log(USAGE);
  process.exit(0);
}
if (!Object.hasOwn(tasks, task ?? ''))
  refuse(task === undefined ? `A task is missing: ${USAGE}` : `Unknown task ${task}: ${USAGE}`);
const chosen = tasks[task];
let onlyHelp = args.includes('--help');
if (task === 'test:unit' && onlyHelp) {
  console.log(TEST_UNIT_USAGE);
  process.exit(0);
}
for (const need of chosen.needs) {
  if (onlyHelp && need !== 'install' && need !== 'compile') break;
  await prepare[need]();
  // What understands them is compiled.
  if (need === 'compile' && chosen.arguments) onlyHelp = await asksForHelp(chosen.arguments);
}
const [program, ...programArgs] = chosen.command;
process.exit(await run(program, [...programArgs, ...args]));
