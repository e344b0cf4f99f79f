import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/** When what it writes was written. */
const times = (): number[] => {
  const folder = path.join(ROOT, 'provisioning/grafana/dashboards');
  return readdirSync(folder).map((name) => statSync(path.join(folder, name)).mtimeMs);
};

function run(...args: string[]) {
  const before = times();
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'dashboards/dist/cli.js'), ...args], {
    encoding: 'utf8',
  });
  expect(times()).toEqual(before);
  return { status, stdout, stderr };
}

test.each([
  [['fleet'], 'an argument too many: known are --help'],
  [['--check'], 'unknown option --check: known are --help'],
])('dashboards with %j: exit code 2, and nothing is written', (args, message) => {
  expect(run(...args)).toEqual({ status: 2, stdout: '', stderr: `dashboards: ${message}\n` });
});

test('--help says what it does, and does nothing', () => {
  expect(run('--help')).toEqual({
    status: 0,
    stdout: expect.stringMatching(/^npm run .*\n\nWrites/) as string,
    stderr: '',
  });
});
