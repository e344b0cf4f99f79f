import { STEADY_MS, StallTimeout } from './stall-timeout.js';

const STALL_MS = 4000;

/** A connection whose pictures come at these times. */
function connect(timeout: StallTimeout, ...picturesMs: number[]): void {
  timeout.begin();
  for (const ms of picturesMs) timeout.saw(ms);
}

describe('StallTimeout', () => {
  it('gives a connection ten seconds to its first picture, or more where that is configured', () => {
    expect(new StallTimeout(STALL_MS).ms).toBe(10_000);
    expect(new StallTimeout(60_000).ms).toBe(60_000);
  });

  it('is as configured from the first picture on', () => {
    const timeout = new StallTimeout(STALL_MS);
    connect(timeout, 0);
    expect(timeout.ms).toBe(STALL_MS);
  });

  it('doubles with each connection that is given up, up to half a minute', () => {
    const timeout = new StallTimeout(STALL_MS);
    const given = [1, 2, 3, 4, 5].map(() => {
      connect(timeout, 0);
      const { ms } = timeout;
      timeout.gaveUp();
      return ms;
    });
    expect(given).toEqual([4000, 8000, 16_000, 30_000, 30_000]);
    expect(timeout.slow).toBe(true);
  });

  it('learns the pace of a slow camera: a picture every 12 seconds is waited for as soon as one gap was seen', () => {
    const timeout = new StallTimeout(STALL_MS);
    connect(timeout, 0);
    timeout.gaveUp();
    timeout.gaveUp();
    connect(timeout, 20_000, 32_000, 44_000);
    expect(timeout.ms).toBe(24_000);
    expect(timeout.steady).toBe(false);
  });

  it('goes back to what is configured as soon as pictures came regularly for some seconds', () => {
    const timeout = new StallTimeout(STALL_MS);
    connect(timeout, 0);
    timeout.gaveUp();
    connect(timeout, 10_000, 12_000, 14_999);
    expect([timeout.ms, timeout.steady]).toEqual([8000, false]);
    timeout.saw(10_000 + STEADY_MS);
    expect([timeout.ms, timeout.steady, timeout.slow]).toEqual([STALL_MS, true, false]);
  });

  it('does not count silence as time in which the camera was well', () => {
    const timeout = new StallTimeout(STALL_MS);
    connect(timeout, 0, 40);
    timeout.gaveUp();
    expect(timeout.steady).toBe(false);
  });

  it('never shortens what is configured', () => {
    const timeout = new StallTimeout(120_000);
    connect(timeout, 0);
    timeout.gaveUp();
    expect(timeout.ms).toBe(120_000);
  });
});
