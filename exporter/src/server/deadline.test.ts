import { scrapeDeadlineMs } from './deadline.js';

describe('scrapeDeadlineMs', () => {
  it.each([
    ['no header', undefined, 2000],
    ['a scraper that waits longer than the cap', '10', 2000],
    ['half a second less than the scraper waits', '1.5', 1000],
    ['half of what a very short one waits', '0.4', 200],
    ['words', 'soon', 2000],
    ['zero', '0', 2000],
    ['a negative time', '-1', 2000],
    ['nothing', '', 2000],
    ['infinity', 'Infinity', 2000],
  ])('%s', (_, header, deadline) => {
    expect(scrapeDeadlineMs(header, 2000)).toBe(deadline);
  });
});
