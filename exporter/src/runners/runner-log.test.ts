import { pino } from 'pino';
import { exampleReport } from '../testing/example-snapshot.js';
import { RunnerUnavailableError } from './errors.js';
import type { Runner } from './identify.js';
import { RunnerLog } from './runner-log.js';

const up: Runner = { runner: 'lobby', address: '10.0.0.1:1', seconds: 0, outcome: exampleReport(), duplicates: [] };
const down = (reason: 'timeout' | 'malformed'): Runner => ({
  ...up,
  outcome: new RunnerUnavailableError(reason, `because of ${reason}`),
});

/** What is logged over several scrapes. */
function logged(...scrapes: Runner[][]): { msg: string; level: number }[] {
  const lines: string[] = [];
  const watch = new RunnerLog(
    pino({ base: null, timestamp: false }, { write: (line: string) => void lines.push(line) })
  );
  for (const scrape of scrapes) watch.observe(scrape);
  return lines.map((line) => JSON.parse(line) as { msg: string; level: number });
}

describe('RunnerLog', () => {
  it('says once that a runner is up, down for a reason, and up again', () => {
    const problem = 'because of timeout';
    expect(logged([up], [up], [down('timeout')], [down('timeout')], [down('malformed')], [up])).toEqual([
      { level: 30, runner: 'lobby', address: '10.0.0.1:1', version: '1.2.3', msg: 'runner up' },
      { level: 40, runner: 'lobby', address: '10.0.0.1:1', reason: 'timeout', problem, msg: 'runner down' },
      expect.objectContaining({ reason: 'malformed' }),
      expect.objectContaining({ msg: 'runner up' }),
    ]);
  });

  it('says once that an id is used twice', () => {
    const twice = { ...up, duplicates: ['10.0.0.2:1'] };
    const messages = logged([twice], [twice], [up], [twice]).filter(({ level }) => level === 50);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatchObject({ runner: 'lobby', address: '10.0.0.1:1', duplicates: ['10.0.0.2:1'] });
  });

  it('says once what is left out, and again when it is something else', () => {
    const odd = (...problems: string[]): Runner => ({
      ...up,
      outcome: exampleReport(
        'lobby',
        problems.map((problem) => ({ element: 'metric' as const, problem, count: 3 }))
      ),
    });
    const many = Array.from({ length: 12 }, (_, i) => `stream ${i}: odd`);
    const lines = logged([odd('stream 1: odd')], [odd('stream 1: odd')], [up], [odd(...many)]);
    expect(lines.filter(({ level }) => level === 40)).toEqual([
      expect.objectContaining({ runner: 'lobby', leftOut: 3, problems: ['stream 1: odd'] }),
      expect.objectContaining({ runner: 'lobby', leftOut: 36, problems: many.slice(0, 10) }),
    ]);
  });

  it('forgets a runner that is gone', () => {
    expect(logged([up], [], [up]).map(({ msg }) => msg)).toEqual(['runner up', 'runner up']);
  });
});
