import { textOf } from '../testing/golden.js';
import { counter, gauge, histogram, joinParts, Page } from './index.js';

const FRAMES = counter('frames_total', 'Frames.');
const LOAD = gauge('load', 'Load, 0 to 1.');
const SECONDS = histogram('seconds', 'Seconds.');

describe('Page', () => {
  it('groups samples by family, in the order in which they first came', async () => {
    const page = new Page();
    page.add(FRAMES, 1, { stream: 'a' });
    page.add(LOAD, 0.5);
    page.add(FRAMES, 2, { stream: 'b' });
    expect(await textOf(page)).toBe(
      [
        '# HELP frames_total Frames.',
        '# TYPE frames_total counter',
        'frames_total{stream="a"} 1',
        'frames_total{stream="b"} 2',
        '',
        '# HELP load Load, 0 to 1.',
        '# TYPE load gauge',
        'load 0.5',
        '',
      ].join('\n')
    );
  });

  it('is empty without samples', async () => {
    expect(await textOf(new Page())).toBe('');
  });

  it('makes the buckets of a histogram cumulative and closes it with +Inf, the sum and the count', async () => {
    const page = new Page();
    page.addHistogram(SECONDS, { bounds: [0.1, 1], counts: [3, 2, 1], sum: 4.5 }, { stream: 'a' });
    expect((await textOf(page)).split('\n').slice(2)).toEqual([
      'seconds_bucket{le="0.1",stream="a"} 3',
      'seconds_bucket{le="1",stream="a"} 5',
      'seconds_bucket{le="+Inf",stream="a"} 6',
      'seconds_sum{stream="a"} 4.5',
      'seconds_count{stream="a"} 6',
      '',
    ]);
  });

  it('writes a histogram without labels', async () => {
    const page = new Page();
    page.addHistogram(SECONDS, { bounds: [1], counts: [0, 0], sum: 0 });
    expect(await textOf(page)).toContain('seconds_bucket{le="1"} 0\nseconds_bucket{le="+Inf"} 0\nseconds_sum 0\n');
  });

  it.each([
    [0, '0'],
    [-1.5, '-1.5'],
    [1e21, '1e+21'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'Nan'],
  ])('writes %p as %s', async (value, text) => {
    const page = new Page();
    page.add(LOAD, value);
    expect(await textOf(page)).toContain(`\nload ${text}\n`);
  });

  it('escapes what would end a line or a label', async () => {
    const page = new Page();
    page.add(gauge('odd', 'a\\b\nc'), 1, { name: 'quote " backslash \\ line\nend' });
    expect((await textOf(page)).split('\n')).toEqual([
      '# HELP odd a\\\\b\\nc',
      '# TYPE odd gauge',
      'odd{name="quote \\" backslash \\\\ line\\nend"} 1',
      '',
    ]);
  });

  it('takes no more samples than it may', async () => {
    const page = new Page(5);
    page.addHistogram(SECONDS, { bounds: [1], counts: [0, 0], sum: 0 });
    page.add(LOAD, 1);
    expect(page.full).toBe(false);
    page.add(LOAD, 2, { stream: 'a' });
    expect(page.full).toBe(true);
    expect(await textOf(page)).not.toContain('stream');
  });
});

it('parts become one page, with each family once', async () => {
  const parts = ['a', 'b'].map((stream) => {
    const page = new Page();
    page.add(FRAMES, 1, { stream });
    if (stream === 'b') page.add(LOAD, 0.5);
    return page.render();
  });
  expect(joinParts(await Promise.all(parts), '\nmore 1\n').toString()).toBe(
    [
      '# HELP frames_total Frames.',
      '# TYPE frames_total counter',
      'frames_total{stream="a"} 1',
      'frames_total{stream="b"} 1',
      '',
      '# HELP load Load, 0 to 1.',
      '# TYPE load gauge',
      'load 0.5',
      '',
      'more 1',
      '',
    ].join('\n')
  );
});
