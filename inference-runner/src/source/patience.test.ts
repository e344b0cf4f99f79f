import { Patience, STEADY_MS } from './patience.js';

const STALL_MS = 4000;

/** A connection whose pictures come at these times. */
function connect(patience: Patience, ...picturesMs: number[]): void {
  patience.begin();
  for (const ms of picturesMs) patience.saw(ms);
}

describe('Patience', () => {
  it('gives a connection ten seconds to its first picture, or more where that is configured', () => {
    expect(new Patience(STALL_MS).ms).toBe(10_000);
    expect(new Patience(60_000).ms).toBe(60_000);
  });

  it('is as configured from the first picture on', () => {
    const patience = new Patience(STALL_MS);
    connect(patience, 0);
    expect(patience.ms).toBe(STALL_MS);
  });

  it('doubles with each connection that is given up, up to half a minute', () => {
    const patience = new Patience(STALL_MS);
    const given = [1, 2, 3, 4, 5].map(() => {
      connect(patience, 0);
      const { ms } = patience;
      patience.gaveUp();
      return ms;
    });
    expect(given).toEqual([4000, 8000, 16_000, 30_000, 30_000]);
    expect(patience.slow).toBe(true);
  });

  it('learns the pace of a slow camera: a picture every 12 seconds is waited for as soon as one gap was seen', () => {
    const patience = new Patience(STALL_MS);
    connect(patience, 0);
    patience.gaveUp();
    patience.gaveUp();
    connect(patience, 20_000, 32_000, 44_000);
    expect(patience.ms).toBe(24_000);
    expect(patience.steady).toBe(false);
  });

  it('goes back to what is configured as soon as pictures came regularly for some seconds', () => {
    const patience = new Patience(STALL_MS);
    connect(patience, 0);
    patience.gaveUp();
    connect(patience, 10_000, 12_000, 14_999);
    expect([patience.ms, patience.steady]).toEqual([8000, false]);
    patience.saw(10_000 + STEADY_MS);
    expect([patience.ms, patience.steady, patience.slow]).toEqual([STALL_MS, true, false]);
  });

  it('does not count silence as time in which the camera was well', () => {
    const patience = new Patience(STALL_MS);
    connect(patience, 0, 40);
    patience.gaveUp();
    expect(patience.steady).toBe(false);
  });

  it('never shortens what is configured', () => {
    const patience = new Patience(120_000);
    connect(patience, 0);
    patience.gaveUp();
    expect(patience.ms).toBe(120_000);
  });
});
