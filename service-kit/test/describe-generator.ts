import { spawnSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const ROOT = path.resolve(__dirname, '../..');

/**
 * The tests that each command has which writes files into the repository and takes no arguments. `workspace`: the one that
 * the command is of. `writes`: the folder that it writes into, from the root of the repository.
 */
export function describeGenerator(workspace: string, writes: string): void {
  const times = (): number[] => {
    const folder = path.join(ROOT, writes);
    return readdirSync(folder).map((name) => statSync(path.join(folder, name)).mtimeMs);
  };

  const run = (...args: string[]) => {
    const before = times();
    const cli = path.join(ROOT, workspace, 'dist/cli.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args], { encoding: 'utf8' });
    expect(times()).toEqual(before);
    return { status, stdout, stderr };
  };

  test.each([
    [['fleet'], 'an argument too many: known are --help'],
    [['--check'], 'unknown option --check: known are --help'],
  ])(`${workspace} with %j: exit code 2, and nothing is written`, (args, message) => {
    expect(run(...args)).toEqual({ status: 2, stdout: '', stderr: `${workspace}: ${message}\n` });
  });

  test('--help says what it does, and does nothing', () => {
    const stdout = expect.stringMatching(/^npm run .*\n\nWrites/) as string;
    expect(run('--help')).toEqual({ status: 0, stdout, stderr: '' });
  });
}
