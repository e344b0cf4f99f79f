import { NotReadyError, RefusedError, whenReady } from './index.js';

/** Runs an action against a clock that moves by the pauses alone; what was said, and how it ended. */
async function run(action: (nowMs: number) => void): Promise<{ said: string[]; endedMs: number; error: unknown }> {
  let nowMs = 0;
  const said: string[] = [];
  const error = await whenReady(() => Promise.resolve().then(() => action(nowMs)), {
    limitMs: 10_000,
    pauseMs: 1000,
    nowMs: () => nowMs,
    sleep: (ms) => Promise.resolve(void (nowMs += ms)),
    onWait: ({ message }) => said.push(message),
  }).catch((reason: unknown) => reason);
  return { said, endedMs: nowMs, error };
}

describe('whenReady', () => {
  it('goes on as soon as the other side is ready, and says why it waits once for each reason', async () => {
    const result = await run((nowMs) => {
      if (nowMs < 3000) throw new NotReadyError('InfluxDB', 'no answer (ECONNREFUSED)');
      if (nowMs < 5000) throw new NotReadyError('InfluxDB', 'answers 503');
    });
    expect(result).toEqual({
      said: ['InfluxDB: no answer (ECONNREFUSED)', 'InfluxDB: answers 503'],
      endedMs: 5000,
      error: undefined,
    });
  });

  it('gives up in time, with the newest reason', async () => {
    const { endedMs, error } = await run((nowMs) => {
      throw new NotReadyError('InfluxDB', nowMs < 9000 ? 'no answer' : 'answers 503');
    });
    expect([endedMs, error]).toEqual([10_000, new NotReadyError('InfluxDB', 'answers 503')]);
  });

  it('does not wait where it is refused', async () => {
    const { endedMs, error } = await run(() => {
      throw new RefusedError('no such bucket');
    });
    expect([endedMs, error]).toEqual([0, new RefusedError('no such bucket')]);
  });
});
