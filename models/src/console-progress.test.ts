import { consoleProgress } from './console-progress.js';
import type { Progress } from './progress.js';

function shown(isTTY: boolean, steps: readonly Progress[]): string[] {
  const written: string[] = [];
  const show = consoleProgress({ isTTY, write: (text) => written.push(text) });
  for (const step of steps) show(step);
  return written;
}

const fetching = (done: number): Progress => ({ step: 'fetch', what: 'p@1', done, total: 2_000_000, unit: 'bytes' });
const encoding = (done: number): Progress => ({ step: 'encode', what: 'a clip', done, total: 100, unit: 'frames' });
const converting = (done: number): Progress => ({ step: 'convert', what: 'm', done, total: 1, unit: 'files' });

test('a log gets a line for each quarter', () => {
  expect(
    shown(
      false,
      Array.from({ length: 101 }, (_, i) => encoding(i))
    )
  ).toEqual([
    'Encoding a clip: 0 % (0 of 100 frames)\n',
    'Encoding a clip: 25 % (25 of 100 frames)\n',
    'Encoding a clip: 50 % (50 of 100 frames)\n',
    'Encoding a clip: 75 % (75 of 100 frames)\n',
    'Encoding a clip: 100 % (100 of 100 frames)\n',
  ]);
});

test('a terminal’s line is redrawn for each percent, and ended at the end', () => {
  expect(shown(true, [fetching(0), fetching(1000), fetching(1_000_000), fetching(2_000_000)])).toEqual([
    '\r\u001b[KFetching p@1: 0 % (0.0 of 2.0 MB)',
    '\r\u001b[KFetching p@1: 50 % (1.0 of 2.0 MB)',
    '\r\u001b[KFetching p@1: 100 % (2.0 of 2.0 MB)\n',
  ]);
});

test('a step without amounts has a begin and an end', () => {
  expect(shown(false, [converting(0), converting(1)])).toEqual(['Converting m …\n', 'Converting m: done\n']);
});

test('one step follows another', () => {
  expect(shown(false, [converting(1), encoding(0), fetching(0)])).toHaveLength(3);
});

test('more than the expected amount is not more than 100 %', () => {
  expect(shown(false, [fetching(4_000_000)])).toEqual(['Fetching p@1: 100 % (4.0 of 2.0 MB)\n']);
});
