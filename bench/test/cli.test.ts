import { spawnSync } from 'node:child_process';
import path from 'node:path';

const CLI = path.resolve(__dirname, '../dist/cli.js');

describe('the command line', () => {
  it.each([
    ['a benchmark that there is not', ['nope'], 'bench: nope: no such benchmark, known are pipeline, latency'],
    ['two benchmarks', ['scrape', 'viewers'], 'bench: an argument too many: known are NAME, --json'],
    ['an option that none has', ['scrape', '--nope'], 'bench: unknown option --nope: known are NAME, --json'],
    ['an option of other benchmarks', ['scrape', '--rounds', '1'], 'bench: scrape has no --rounds\n'],
    ['another option of other benchmarks', ['pipeline', '--minutes', '1'], 'bench: pipeline has no --minutes\n'],
    ['no number of rounds', ['pipeline', '--rounds', 'few'], 'bench: --rounds few: expected a whole number above 0\n'],
    ['half a round', ['pipeline', '--rounds', '0.5'], 'bench: --rounds 0.5: expected a whole number above 0\n'],
    ['endless minutes', ['soak', '--minutes', 'Infinity'], 'bench: --minutes Infinity: expected a number above 0\n'],
    ['no value', ['soak', '--minutes'], 'bench: --minutes needs a value: known are NAME, --json'],
  ])('refuses %s with 2, and measures nothing', (_, args, message) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
    expect([status, stdout, stderr.slice(0, message.length)]).toEqual([2, '', message]);
  });
});
