import { Page } from '../page/index.js';
import { textOf } from '../testing/golden.js';
import { addMetric, seriesOf } from './print-metric.js';

/** What is printed of a metric of the runner `lobby`, without its heading. */
function linesOf(metric: Parameters<typeof addMetric>[1]): string[] {
  const page = new Page();
  addMetric(page, metric, 'lobby');
  const lines = textOf(page).split('\n').slice(2, -1);
  expect(lines).toHaveLength(seriesOf(metric));
  return lines;
}

describe('addMetric', () => {
  it('gives every series the runner, and its labels by their names', () => {
    const metric = { name: 'framewatch_new_total', help: 'New.', labels: ['stream', 'mood'] };
    const samples = [
      { labels: ['door', 'good'], value: 3 },
      { labels: ['door', '"odd"\n\\'], value: 0.5 },
    ];
    expect(linesOf({ ...metric, type: 'counter', samples })).toEqual([
      'framewatch_new_total{runner="lobby",stream="door",mood="good"} 3',
      'framewatch_new_total{runner="lobby",stream="door",mood="\\"odd\\"\\n\\\\"} 0.5',
    ]);
  });

  it('prints what it does not know like what it knows', () => {
    const page = new Page();
    const metric = { name: 'framewatch_moon_phase', help: 'A\\B\nC', labels: [], samples: [{ labels: [], value: -1 }] };
    addMetric(page, { ...metric, type: 'gauge' }, 'lobby');
    expect(textOf(page)).toBe(
      '# HELP framewatch_moon_phase A\\\\B\\nC\n# TYPE framewatch_moon_phase gauge\nframewatch_moon_phase{runner="lobby"} -1\n'
    );
  });

  it('makes the buckets of a histogram cumulative and closes it with +Inf, the sum and the count', () => {
    const samples = [{ labels: ['door'], counts: [3, 2, 1], sum: 4.5 }];
    const metric = { name: 'framewatch_wait_seconds', help: 'Wait.', labels: ['stream'], buckets: [0.1, 1], samples };
    expect(linesOf({ ...metric, type: 'histogram' })).toEqual([
      'framewatch_wait_seconds_bucket{runner="lobby",stream="door",le="0.1"} 3',
      'framewatch_wait_seconds_bucket{runner="lobby",stream="door",le="1"} 5',
      'framewatch_wait_seconds_bucket{runner="lobby",stream="door",le="+Inf"} 6',
      'framewatch_wait_seconds_sum{runner="lobby",stream="door"} 4.5',
      'framewatch_wait_seconds_count{runner="lobby",stream="door"} 6',
    ]);
  });

  it('prints sum and count of a summary', () => {
    const samples = [{ labels: ['door'], count: 4, sum: 2 }];
    const metric = { name: 'framewatch_step_seconds', help: 'Steps.', labels: ['stream'], samples };
    expect(linesOf({ ...metric, type: 'summary' })).toEqual([
      'framewatch_step_seconds_sum{runner="lobby",stream="door"} 2',
      'framewatch_step_seconds_count{runner="lobby",stream="door"} 4',
    ]);
  });
});
