import { Calendar } from './calendar.js';

const HOUR_MS = 3_600_000;
const at = (text: string) => Date.parse(text);

function dayOf(timeZone: string, text: string) {
  const { name, startMs, endMs } = new Calendar(timeZone).dayOf(at(text));
  return [name, new Date(startMs).toISOString(), (endMs - startMs) / HOUR_MS];
}

describe('the days of a time zone', () => {
  it.each([
    ['UTC', '2026-11-25T23:59:59.999Z', ['2026-11-25', '2026-11-25T00:00:00.000Z', 24]],
    ['UTC', '2026-11-26T00:00:00.000Z', ['2026-11-26', '2026-11-26T00:00:00.000Z', 24]],
    ['Europe/Berlin', '2026-11-25T23:00:00.000Z', ['2026-11-26', '2026-11-25T23:00:00.000Z', 24]],
    ['America/Los_Angeles', '2026-11-26T07:59:59.999Z', ['2026-11-25', '2026-11-25T08:00:00.000Z', 24]],
    ['Asia/Kathmandu', '2026-11-25T18:15:00.000Z', ['2026-11-26', '2026-11-25T18:15:00.000Z', 24]],
    ['Pacific/Kiritimati', '2026-11-25T10:00:00.000Z', ['2026-11-26', '2026-11-25T10:00:00.000Z', 24]],
  ])('%s at %s', (timeZone, instant, day) => {
    expect(dayOf(timeZone, instant)).toEqual(day);
  });

  it('have 23 or 25 hours where clocks are changed', () => {
    expect(dayOf('Europe/Berlin', '2026-03-29T12:00:00Z')).toEqual(['2026-03-29', '2026-03-28T23:00:00.000Z', 23]);
    expect(dayOf('Europe/Berlin', '2026-10-25T12:00:00Z')).toEqual(['2026-10-25', '2026-10-24T22:00:00.000Z', 25]);
    expect(dayOf('Australia/Lord_Howe', '2026-04-04T20:00:00Z')).toEqual([
      '2026-04-05',
      '2026-04-04T13:00:00.000Z',
      24.5,
    ]);
  });

  it('may begin at one o’clock, where clocks are set forward at midnight', () => {
    expect(dayOf('America/Sao_Paulo', '2018-11-04T12:00:00Z')).toEqual(['2018-11-04', '2018-11-04T03:00:00.000Z', 23]);
  });

  it('follow each other without a gap, whatever was asked before', () => {
    const calendar = new Calendar('Europe/Berlin');
    let day = calendar.dayOf(at('2026-01-01T12:00:00Z'));
    const names = [day.name];
    while (names.length < 365) {
      const next = calendar.dayOf(day.endMs);
      expect(next.startMs).toBe(day.endMs);
      expect(calendar.dayOf(day.endMs - 1)).toEqual(day);
      names.push(next.name);
      day = next;
    }
    expect(new Set(names).size).toBe(365);
    expect(names.at(-1)).toBe('2026-12-31');
  });

  it('are those of a known time zone only', () => {
    expect(() => new Calendar('Mars/Olympus')).toThrow(RangeError);
  });
});
