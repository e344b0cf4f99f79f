import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { root } from './tools.js';

/** Commands that are called by hand, as they are called. */
const COMMANDS: Record<string, string[]> = {
  'stack:init': ['node', 'stack/dist/init/cli.js'],
  'scripts/build-web.mjs': ['node', 'scripts/build-web.mjs'],
  'scripts/check-images.sh': ['bash', 'scripts/check-images.sh'],
};

function run(name: string, ...args: string[]) {
  const before = readdirSync(root);
  const [program = '', ...first] = COMMANDS[name] ?? [];
  const { status, stdout, stderr } = spawnSync(program, [...first, ...args], { cwd: root, encoding: 'utf8' });
  expect(readdirSync(root)).toEqual(before);
  return { status, stdout, stderr };
}

const NONE = 'known are --profiles VALUE, --cameras VALUE and --help';

it.each([
  ['stack:init', ['cameras.yaml'], `stack:init: an argument too many: ${NONE}`],
  ['stack:init', ['--camera', 'a.yaml'], `stack:init: unknown option --camera: ${NONE}`],
  ['stack:init', ['--cameras'], `stack:init: --cameras needs a value: ${NONE}`],
  ['stack:init', ['--cameras', ''], `stack:init: --cameras needs a value: ${NONE}`],
  [
    'stack:init',
    ['--profiles', 'gpu,tpu'],
    'stack:init: there is no profile "tpu": choose among emulator, gpu, ha, reporting, with commas between them',
  ],
  [
    'scripts/build-web.mjs',
    ['--watch'],
    'npm run build:web, without arguments, builds both plugins and the preview page',
  ],
  ['scripts/check-images.sh', ['--nobuild'], 'unknown argument: scripts/check-images.sh [--no-build]'],
  ['scripts/check-images.sh', ['--no-build', 'again'], 'unknown argument: scripts/check-images.sh [--no-build]'],
])('%s refuses %j with 2, and does nothing', (name, args, message) => {
  expect(run(name, ...args)).toEqual({ status: 2, stdout: '', stderr: `${message}\n` });
});

it.each(Object.keys(COMMANDS))('%s --help tells how it is used', (name) => {
  const { status, stdout, stderr } = run(name, '--help');
  expect([status, stderr]).toEqual([0, '']);
  expect(stdout).toMatch(/^(npm run|scripts\/)/);
});
