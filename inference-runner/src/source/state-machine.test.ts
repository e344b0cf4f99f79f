import type { StreamState } from '@framewatch/protocol';
import { IllegalTransitionError, SourceStateMachine, TRANSITIONS } from './state-machine.js';

const STATES = Object.keys(TRANSITIONS) as StreamState[];

/** A machine that went through `path`, which begins behind `stopped`. */
function machineAfter(...path: StreamState[]) {
  const told: string[] = [];
  const machine = new SourceStateMachine((state, reason) =>
    told.push(reason === undefined ? state : `${state}: ${reason}`)
  );
  for (const state of path) machine.enter(state);
  return { machine, told };
}

/** The shortest way to each state. */
const WAYS: Record<StreamState, StreamState[]> = {
  stopped: [],
  connecting: ['connecting'],
  'waiting-for-key-frame': ['connecting', 'waiting-for-key-frame'],
  streaming: ['connecting', 'streaming'],
  stalled: ['connecting', 'stalled'],
  waiting: ['connecting', 'waiting'],
  ended: ['connecting', 'streaming', 'ended'],
  failed: ['connecting', 'failed'],
};

describe('SourceStateMachine', () => {
  it('begins stopped and tells nothing of it', () => {
    const { machine, told } = machineAfter();
    expect(machine.state).toBe('stopped');
    expect(told).toEqual([]);
  });

  it('tells every state once, with its reason', () => {
    const { machine, told } = machineAfter('connecting', 'streaming');
    machine.enter('stalled', 'no picture for 5 s');
    expect(told).toEqual(['connecting', 'streaming', 'stalled: no picture for 5 s']);
  });

  it('goes through the life of a camera that is lost and comes back', () => {
    const { machine } = machineAfter(
      'connecting',
      'streaming',
      'stalled',
      'waiting',
      'connecting',
      'streaming',
      'stopped'
    );
    expect(machine.state).toBe('stopped');
  });

  describe.each(STATES)('when %s', (from) => {
    it.each(STATES)('%s follows only where the table says so', (to) => {
      const { machine, told } = machineAfter(...WAYS[from]);
      if (TRANSITIONS[from].includes(to)) {
        machine.enter(to);
        expect(machine.state).toBe(to);
        return;
      }
      const before = told.length;
      expect(() => machine.enter(to)).toThrow(IllegalTransitionError);
      expect(machine.state).toBe(from);
      expect(told).toHaveLength(before);
    });
  });

  it('can be stopped from every state, and every state can be reached', () => {
    for (const state of STATES) {
      if (state !== 'stopped') expect(TRANSITIONS[state]).toContain('stopped');
      expect(Object.values(TRANSITIONS).flat()).toContain(state);
    }
  });

  it('pictures are only ever announced by an opening: nothing that streams already, or ended, becomes streaming', () => {
    expect(STATES.filter((state) => TRANSITIONS[state].includes('streaming'))).toEqual([
      'connecting',
      'waiting-for-key-frame',
    ]);
  });
});
