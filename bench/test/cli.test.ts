import { spawnSync } from 'node:child_process';
import path from 'node:path';

const CLI = path.resolve(__dirname, '../dist/cli.js');

describe('the command line', () => {
  it.each([
    ['a benchmark that there is not', ['nope'], 'bench: nope: no such benchmark\n'],
    ['two benchmarks', ['scrape', 'viewers'], 'bench: scrape viewers: no such benchmark\n'],
    ['an option that none has', ['scrape', '--nope'], "bench: Unknown option '--nope'"],
    ['an option of other benchmarks', ['scrape', '--rounds', '1'], 'bench: scrape has no --rounds\n'],
    ['another option of other benchmarks', ['pipeline', '--minutes', '1'], 'bench: pipeline has no --minutes\n'],
    ['no number of rounds', ['pipeline', '--rounds', 'few'], 'bench: few: expected a number above 0\n'],
  ])('refuses %s with 2, and measures nothing', (_, args, message) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
    expect([status, stdout, stderr.slice(0, message.length)]).toEqual([2, '', message]);
  });
});
