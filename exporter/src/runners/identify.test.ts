import { exampleReport } from '../testing/example-snapshot.js';
import type { Answer } from './collect.js';
import { RunnerUnavailableError } from './errors.js';
import { identify, type KnownIds } from './identify.js';

const up = (address: string, runner: string): Answer => ({
  address,
  id: null,
  seconds: 0,
  outcome: exampleReport(runner),
});
const down = (address: string, id: string | null = null): Answer => ({
  address,
  id,
  seconds: 0,
  outcome: new RunnerUnavailableError('timeout', 'no answer'),
});

/** The labels that answers get, and which of them are up. */
function labels(answers: Answer[], known: KnownIds = new Map()): Record<string, boolean> {
  return Object.fromEntries(
    identify(answers, known).map(({ runner, outcome }) => [runner, !(outcome instanceof RunnerUnavailableError)])
  );
}

describe('identify', () => {
  it('labels a runner with its own id', () => {
    expect(labels([up('10.0.0.1:1', 'lobby'), up('10.0.0.2:1', 'gate')])).toEqual({ lobby: true, gate: true });
  });

  it('labels one that has never answered with its address, or the id that the configuration gives it', () => {
    expect(labels([down('10.0.0.1:1'), down('10.0.0.2:1', 'gate')])).toEqual({ '10.0.0.1:1': false, gate: false });
  });

  it('keeps the label of one that goes down', () => {
    const known: KnownIds = new Map();
    labels([up('10.0.0.1:1', 'lobby')], known);
    expect(labels([down('10.0.0.1:1', 'other')], known)).toEqual({ lobby: false });
  });

  it('follows a runner that changes its id', () => {
    const known: KnownIds = new Map();
    labels([up('10.0.0.1:1', 'lobby')], known);
    expect(labels([up('10.0.0.1:1', 'gate')], known)).toEqual({ gate: true });
    expect(labels([down('10.0.0.1:1')], known)).toEqual({ gate: false });
  });

  it('publishes one of two runners with the same id: the first', () => {
    const [runner, ...others] = identify([up('10.0.0.1:1', 'lobby'), up('10.0.0.2:1', 'lobby')], new Map());
    expect(others).toEqual([]);
    expect(runner).toMatchObject({ runner: 'lobby', address: '10.0.0.1:1', duplicates: ['10.0.0.2:1'] });
  });

  it('gives no label twice when one of two runners with the same id is down', () => {
    const known: KnownIds = new Map();
    labels([up('10.0.0.1:1', 'lobby'), up('10.0.0.2:1', 'lobby')], known);
    expect(labels([down('10.0.0.1:1'), up('10.0.0.2:1', 'lobby')], known)).toEqual({
      lobby: true,
      '10.0.0.1:1': false,
    });
    expect(labels([down('10.0.0.1:1'), down('10.0.0.2:1')], known)).toEqual({ lobby: false, '10.0.0.2:1': false });
  });

  it('labels one with the id that it said before it was refused', () => {
    const refused = new RunnerUnavailableError('too-many-series', 'too many', {}, 'lobby');
    const answer = { ...down('10.0.0.1:1', 'gate'), outcome: refused };
    expect(labels([answer])).toEqual({ lobby: false });
    expect(labels([answer, up('10.0.0.2:1', 'lobby')])).toEqual({ lobby: true, gate: false });
  });

  it('forgets addresses that are no longer asked', () => {
    const known: KnownIds = new Map();
    labels([up('10.0.0.1:1', 'lobby'), up('10.0.0.2:1', 'gate')], known);
    labels([up('10.0.0.2:1', 'gate')], known);
    expect([...known]).toEqual([['10.0.0.2:1', 'gate']]);
  });
});
