import { KeyFrameWait } from './key-frame-wait.js';

describe('KeyFrameWait', () => {
  it('does not wait where the first packet is a key frame', () => {
    const wait = new KeyFrameWait();
    expect([wait.saw(true, 0), wait.saw(false, 40), wait.saw(false, 1e6)]).toEqual(['over', 'over', 'over']);
  });

  it('says that it waits after two seconds, gives up after two minutes', () => {
    const wait = new KeyFrameWait();
    const times = [5000, 6999, 7000, 124_999, 125_000];
    expect(times.map((ms) => wait.saw(false, ms))).toEqual(['soon', 'soon', 'waiting', 'waiting', 'too-long']);
  });

  it('ends with the key frame, or with a picture that came without', () => {
    const wait = new KeyFrameWait();
    expect([wait.saw(false, 0), wait.saw(true, 9000), wait.saw(false, 9040)]).toEqual(['soon', 'came', 'over']);
    wait.begin();
    expect(wait.saw(false, 20_000)).toBe('soon');
    wait.end();
    expect(wait.saw(false, 30_000)).toBe('over');
  });
});
