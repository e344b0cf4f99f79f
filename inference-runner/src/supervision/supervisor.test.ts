import { withMemorySettings } from './supervisor.js';

describe('withMemorySettings', () => {
  it('bounds arenas, freed memory and the young generation', () => {
    expect(withMemorySettings({ HOME: '/home' })).toEqual({
      HOME: '/home',
      MALLOC_ARENA_MAX: '2',
      MALLOC_TRIM_THRESHOLD_: '131072',
      NODE_OPTIONS: '--max-semi-space-size=4',
    });
  });

  it('leaves what the environment sets: of an option given twice, Node takes the last', () => {
    const set = { MALLOC_ARENA_MAX: '4', MALLOC_TRIM_THRESHOLD_: '1', NODE_OPTIONS: '--max-semi-space-size=16' };
    expect(withMemorySettings(set)).toEqual({
      ...set,
      NODE_OPTIONS: '--max-semi-space-size=4 --max-semi-space-size=16',
    });
  });
});
