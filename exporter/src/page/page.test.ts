import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { counter, gauge, histogram, labels, Page } from './index.js';

const FRAMES = counter('frames_total', 'Frames.');
const LOAD = gauge('load', 'Load, 0 to 1.');
const SECONDS = histogram('seconds', 'Seconds.');

describe('Page', () => {
  it('groups samples by family, in the order in which they first came', () => {
    const page = new Page();
    page.add(FRAMES, 1, labels({ stream: 'a' }));
    page.add(LOAD, 0.5);
    page.add(FRAMES, 2, labels({ stream: 'b' }));
    expect(page.toString()).toBe(
      [
        '# HELP frames_total Frames.',
        '# TYPE frames_total counter',
        'frames_total{stream="a"} 1',
        'frames_total{stream="b"} 2',
        '# HELP load Load, 0 to 1.',
        '# TYPE load gauge',
        'load 0.5',
        '',
      ].join('\n')
    );
  });

  it('is empty without samples', () => {
    expect(new Page().toString()).toBe('');
  });

  it('makes the buckets of a histogram cumulative and closes it with +Inf, the sum and the count', () => {
    const page = new Page();
    page.addHistogram(SECONDS, { bounds: [0.1, 1], counts: [3, 2, 1], sum: 4.5 }, labels({ stream: 'a' }));
    expect(page.toString().split('\n').slice(2)).toEqual([
      'seconds_bucket{stream="a",le="0.1"} 3',
      'seconds_bucket{stream="a",le="1"} 5',
      'seconds_bucket{stream="a",le="+Inf"} 6',
      'seconds_sum{stream="a"} 4.5',
      'seconds_count{stream="a"} 6',
      '',
    ]);
  });

  it('writes a histogram without labels', () => {
    const page = new Page();
    page.addHistogram(SECONDS, { bounds: [1], counts: [0, 0], sum: 0 });
    expect(page.toString()).toContain('seconds_bucket{le="1"} 0\nseconds_bucket{le="+Inf"} 0\nseconds_sum 0\n');
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
    expect(page.toString()).toContain(`\nload ${text}\n`);
  });

  it('escapes what would end a line or a label', () => {
    const page = new Page();
    page.add(gauge('odd', 'a\\b\nc'), 1, labels({ name: 'quote " backslash \\ line\nend' }));
    expect(page.toString().split('\n')).toEqual([
      '# HELP odd a\\\\b\\nc',
      '# TYPE odd gauge',
      'odd{name="quote \\" backslash \\\\ line\\nend"} 1',
      '',
    ]);
  });

  it('writes what prom-client writes of the same values', async () => {
    const registry = new Registry();
    const registers = [registry];
    const names = ['plain', 'with "quotes"', 'back\\slash', 'two\nlines', 'ünï', ''];
    const frames = new Counter({ name: FRAMES.name, help: FRAMES.help, labelNames: ['stream'], registers });
    const load = new Gauge({ name: LOAD.name, help: LOAD.help, labelNames: ['stream'], registers });
    const seconds = new Histogram({ name: SECONDS.name, help: SECONDS.help, buckets: [0.1, 1], registers });
    const page = new Page();
    names.forEach((stream, i) => {
      frames.inc({ stream }, i);
      page.add(FRAMES, i, labels({ stream }));
    });
    load.set({ stream: 'a' }, -2.5e-7);
    page.add(LOAD, -2.5e-7, labels({ stream: 'a' }));
    [0.05, 0.5, 0.5, 7].forEach((value) => seconds.observe(value));
    page.addHistogram(SECONDS, { bounds: [0.1, 1], counts: [1, 2, 1], sum: 8.05 });

    expect(page.toString()).toBe((await registry.metrics()).replaceAll('\n\n', '\n'));
  });
});

describe('labels', () => {
  it('continues those that it is given', () => {
    expect(labels({ stream: 'a', model: 'm' }, labels({ runner: 'r' }))).toBe('runner="r",stream="a",model="m"');
  });
});
