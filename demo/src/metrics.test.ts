import { sumByName } from './metrics.js';

describe('sumByName', () => {
  it('adds up the series of a metric over its labels', () => {
    const page = [
      '# HELP framewatch_frames_inferred_total Frames inferred.',
      '# TYPE framewatch_frames_inferred_total counter',
      'framewatch_frames_inferred_total{stream="a",model="m"} 3',
      'framewatch_frames_inferred_total{stream="b} c",model="m"} 4',
      'framewatch_gpu_devices 0',
      '',
    ].join('\n');
    expect([...sumByName(page)]).toEqual([
      ['framewatch_frames_inferred_total', 7],
      ['framewatch_gpu_devices', 0],
    ]);
  });
});
