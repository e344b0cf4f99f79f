import { MAX_SCRAPES, SharedScrapes, TooManyScrapesError } from './shared-scrapes.js';

interface Making {
  signal: AbortSignal;
  finish: (page: string) => void;
}

/** What was begun; its timers end with it. */
const begun: Making[] = [];
afterEach(() => begun.splice(0).forEach(({ finish }) => finish('over')));

/** Pages that are ready when the test says so. */
function setup(): { scrapes: SharedScrapes; made: Making[]; clock: { ms: number; runOut: () => void } } {
  const clock = { ms: 0, runOut: (): void => undefined };
  const after = (_: number, callback: () => void): (() => void) => {
    clock.runOut = callback;
    return () => undefined;
  };
  const made: Making[] = [];
  const make = (signal: AbortSignal): Promise<Buffer> =>
    new Promise((resolve) => {
      const finish = (page: string): void => resolve(Buffer.from(page));
      made.push({ signal, finish });
      begun.push({ signal, finish });
    });
  return { scrapes: new SharedScrapes(make, { nowMs: () => clock.ms, after }), made, clock };
}

/** Of who does not go. */
const stays = (): AbortSignal => new AbortController().signal;
const DAY = 86_400_000;

describe('SharedScrapes', () => {
  it('makes one page for all who ask while it is in the making', async () => {
    const { scrapes, made, clock } = setup();
    const first = scrapes.page(DAY, stays());
    clock.ms = 1000;
    const second = scrapes.page(DAY, stays());
    made[0]?.finish('one');
    expect(await first).toBe(await second);
    expect([made.length, String(await first)]).toEqual([1, 'one']);
  });

  it('makes a new one for who asks after it is ready', async () => {
    const { scrapes, made } = setup();
    const first = scrapes.page(DAY, stays());
    made[0]?.finish('one');
    await first;
    const second = scrapes.page(DAY, stays());
    made[1]?.finish('two');
    expect(String(await second)).toBe('two');
  });

  it.each([
    ['cannot wait as long', DAY, 500, DAY],
    ['gives runners more time', 1000, 500, DAY],
  ])('makes another for who %s', (_, deadlineMs, ms, ownMs) => {
    const { scrapes, made, clock } = setup();
    void scrapes.page(deadlineMs, stays());
    clock.ms = -ms;
    void scrapes.page(ownMs, stays());
    expect(made).toHaveLength(2);
  });

  it('makes none that nobody waits for', async () => {
    const { scrapes, made } = setup();
    const [first, second] = [new AbortController(), new AbortController()];
    const pages = [scrapes.page(DAY, first.signal), scrapes.page(DAY, second.signal)];
    first.abort();
    expect(made[0]?.signal.aborted).toBe(false);
    second.abort();
    expect(made[0]?.signal.aborted).toBe(true);
    void scrapes.page(DAY, stays());
    expect(made).toHaveLength(2);
    made[0]?.finish('late');
    expect((await Promise.all(pages)).map(String)).toEqual(['late', 'late']);
  });

  it('ends one at its deadline', async () => {
    const { scrapes, made, clock } = setup();
    const page = scrapes.page(DAY, stays());
    made[0]?.signal.addEventListener('abort', () => made[0]?.finish('what there is'));
    clock.runOut();
    expect(String(await page)).toBe('what there is');
  });

  it('fails for all who wait', async () => {
    const scrapes = new SharedScrapes(() => Promise.reject(new Error('bug')), {
      nowMs: () => 0,
      after: () => () => undefined,
    });
    const asked = [scrapes.page(DAY, stays()), scrapes.page(DAY, stays())];
    expect((await Promise.allSettled(asked)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('makes so many at once and no more', async () => {
    const { scrapes, made } = setup();
    const asked = Array.from({ length: MAX_SCRAPES }, (_, i) => scrapes.page(DAY + i, stays()));
    await expect(scrapes.page(2 * DAY, stays())).rejects.toThrow(TooManyScrapesError);
    for (const { finish } of made) finish('page');
    await Promise.all(asked);
    const again = scrapes.page(DAY, stays());
    made.at(-1)?.finish('page');
    expect(String(await again)).toBe('page');
  });
});
