import { textOf } from '../testing/golden.js';
import { counter, gauge, joinParts, Page } from './index.js';

const FRAMES = counter('frames_total', 'Frames.');
const LOAD = gauge('load', 'Load, 0 to 1.');

describe('Page', () => {
  it('groups samples by family, in the order in which they first came', () => {
    const page = new Page();
    page.add(FRAMES, 1, { stream: 'a' });
    page.add(LOAD, 0.5);
    page.add(FRAMES, 2, { stream: 'b' });
    expect(textOf(page)).toBe(
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

  it('is empty without samples', () => {
    expect(textOf(new Page())).toBe('');
  });

  it.each([
    [0, '0'],
    [-1.5, '-1.5'],
    [1e21, '1e+21'],
    [Infinity, '+Inf'],
    [-Infinity, '-Inf'],
    [NaN, 'NaN'],
  ])('writes %p as %s', (value, text) => {
    const page = new Page();
    page.add(LOAD, value);
    expect(textOf(page)).toContain(`\nload ${text}\n`);
  });

  it('escapes what would end a line or a label', () => {
    const page = new Page();
    page.add(gauge('odd', 'a\\b\nc'), 1, { name: 'quote " backslash \\ line\nend' });
    expect(textOf(page).split('\n')).toEqual([
      '# HELP odd a\\\\b\\nc',
      '# TYPE odd gauge',
      'odd{name="quote \\" backslash \\\\ line\\nend"} 1',
      '',
    ]);
  });
});

it('parts become one page, with each family once', () => {
  const parts = ['a', 'b'].map((stream) => {
    const page = new Page();
    page.add(FRAMES, 1, { stream });
    if (stream === 'b') page.add(LOAD, 0.5);
    return page.render();
  });
  expect(joinParts(parts, '\nmore 1\n').toString()).toBe(
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
