import { captureLog } from '../../test/sink/fakes.js';
import { FakeClock } from '../../test/fake-clock.js';
import { SourceTask } from './source-task.js';

function setUp() {
  const clock = new FakeClock();
  const logged = captureLog();
  return { clock, logged, task: new SourceTask(clock, logged.log) };
}

/** Ends when the signal aborts. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));

describe('SourceTask', () => {
  it('runs until it is stopped', async () => {
    const { task, logged } = setUp();
    task.start(() => untilAborted(task.signal));
    await task.stop();
    expect(task.signal.aborted).toBe(true);
    expect(logged.lines).toEqual([]);
  });

  it('is started once', () => {
    const { task } = setUp();
    task.start(() => Promise.resolve());
    expect(() => task.start(() => Promise.resolve())).toThrow('a source is started once');
  });

  it('is left behind, with a line in the log, when it does not end', async () => {
    const { clock, task, logged } = setUp();
    task.start(() => new Promise(() => undefined));
    const stopped = task.stop();
    clock.advance(900);
    await stopped;
    expect(logged.lines).toMatchObject([{ msg: 'source did not end in time, left behind' }]);
  });

  it('that never started stops at once', async () => {
    await setUp().task.stop();
  });
});
