import { parseHours, Schedule } from './hours.js';

const at = (text: string) => Date.parse(text) * 1000;

describe('the hours of a rule', () => {
  it.each([
    ['22:00-06:00', [1320, 360]],
    [' 8:30 - 17:05 ', [510, 1025]],
    ['00:00-24:00', [0, 1440]],
    ['08:00-08:00', null],
    ['24:00-06:00', null],
    ['22:00-25:00', null],
    ['22:60-06:00', null],
    ['22-06', null],
    ['', null],
  ])('%j is %j', (text, minutes) => expect(parseHours(text)).toEqual(minutes));

  const includes = (text: string, hours: ConstructorParameters<typeof Schedule>[0], zone = 'UTC') =>
    new Schedule(hours, zone).includes(at(text));

  it('are all there are where none are written', () => expect(includes('2026-03-04T12:00Z', {})).toBe(true));

  it.each([
    ['2026-03-04T21:59:59Z', false],
    ['2026-03-04T22:00:00Z', true],
    ['2026-03-05T00:00:00Z', true],
    ['2026-03-05T05:59:59Z', true],
    ['2026-03-05T06:00:00Z', false],
  ])('over midnight: at %s %s', (text, within) => expect(includes(text, { hours: '22:00-06:00' })).toBe(within));

  it.each([
    ['2026-03-04T09:00:00Z', true],
    ['2026-03-04T17:00:00Z', false],
  ])('by day: at %s %s', (text, within) => expect(includes(text, { hours: '09:00-17:00' })).toBe(within));

  it('are those of the time zone, in summer and in winter', () => {
    const hours = { hours: '08:00-09:00' };
    expect(includes('2026-01-15T07:30Z', hours, 'Europe/Berlin')).toBe(true);
    expect(includes('2026-07-15T07:30Z', hours, 'Europe/Berlin')).toBe(false);
    expect(includes('2026-07-15T06:30Z', hours, 'Europe/Berlin')).toBe(true);
    expect(includes('2026-07-15T02:30Z', hours, 'Asia/Kolkata')).toBe(true);
  });

  it('after midnight belong to the weekday on which they began', () => {
    const friday = { hours: '22:00-06:00', weekdays: ['fri'] as const };
    expect(includes('2026-03-06T23:00Z', friday)).toBe(true);
    expect(includes('2026-03-07T05:00Z', friday)).toBe(true);
    expect(includes('2026-03-06T05:00Z', friday)).toBe(false);
    expect(includes('2026-03-07T23:00Z', friday)).toBe(false);
    expect(includes('2026-03-09T12:00Z', { weekdays: ['mon'] })).toBe(true);
  });

  it('are looked up for each minute anew', () => {
    const schedule = new Schedule({ hours: '22:00-22:01' }, 'UTC');
    const times = ['21:59:59', '22:00:00', '22:00:59', '22:01:00'];
    expect(times.map((time) => schedule.includes(at(`2026-03-04T${time}Z`)))).toEqual([false, true, true, false]);
  });
});
