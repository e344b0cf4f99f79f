import type { StreamState } from '@framewatch/protocol';
import { Outage } from './outage.js';

/** The states that are news, of a source that goes through `states`. */
function newsOf(...states: [StreamState, string?][]): string[] {
  const outage = new Outage();
  const news = states.filter(([state, cause]) => !outage.knows(state, cause));
  return news.map(([state, cause]) => (cause === undefined ? state : `${state}: ${cause}`));
}

describe('Outage', () => {
  it('is news when it begins and when it ends, however often was tried in between', () => {
    expect(
      newsOf(
        ['connecting'],
        ['streaming'],
        ['waiting', 'refused'],
        ['connecting'],
        ['waiting', 'refused'],
        ['connecting'],
        ['waiting', 'refused'],
        ['connecting'],
        ['streaming']
      )
    ).toEqual(['connecting', 'streaming', 'waiting: refused', 'streaming']);
  });

  it('is news again when its cause is another', () => {
    expect(
      newsOf(
        ['waiting', 'refused'],
        ['connecting'],
        ['waiting', 'wrong password'],
        ['connecting'],
        ['waiting', 'refused']
      )
    ).toEqual(['waiting: refused', 'waiting: wrong password', 'waiting: refused']);
  });

  it('is told once of a stall and the wait after it', () => {
    expect(newsOf(['streaming'], ['stalled', 'no picture'], ['waiting', 'no picture'])).toEqual([
      'streaming',
      'stalled: no picture',
    ]);
  });

  it('is news as often as the source came back in between', () => {
    expect(newsOf(['waiting', 'refused'], ['streaming'], ['waiting', 'refused'])).toEqual([
      'waiting: refused',
      'streaming',
      'waiting: refused',
    ]);
  });

  it('hides no end', () => {
    expect(newsOf(['waiting', 'refused'], ['stopped'])).toEqual(['waiting: refused', 'stopped']);
    expect(newsOf(['connecting'], ['failed', 'no such file'])).toEqual(['connecting', 'failed: no such file']);
  });
});
