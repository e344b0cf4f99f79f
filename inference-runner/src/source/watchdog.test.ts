import { FakeClock } from '../../test/fake-clock.js';
import { Watchdog } from './watchdog.js';

function watched() {
  const clock = new FakeClock();
  const onTimeout = jest.fn();
  return { clock, onTimeout, watchdog: new Watchdog(clock, onTimeout) };
}

describe('Watchdog', () => {
  it('fires once when nothing comes', () => {
    const { clock, onTimeout, watchdog } = watched();
    watchdog.watch(5000);
    clock.advance(4999);
    expect(onTimeout).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onTimeout).toHaveBeenCalledTimes(1);
    clock.advance(60_000);
    expect(onTimeout).toHaveBeenCalledTimes(1);
  });

  it('keeps still as long as it is fed, then fires exactly its timeout after the last time', () => {
    const { clock, onTimeout, watchdog } = watched();
    watchdog.watch(5000);
    for (let i = 0; i < 100; i++) {
      clock.advance(333);
      watchdog.feed();
    }
    clock.advance(4999);
    expect(onTimeout).not.toHaveBeenCalled();
    clock.advance(1);
    expect(onTimeout).toHaveBeenCalledTimes(1);
  });

  it('takes another timeout', () => {
    const { clock, onTimeout, watchdog } = watched();
    watchdog.watch(10_000);
    clock.advance(1000);
    watchdog.watch(2000);
    clock.advance(2000);
    expect(onTimeout).toHaveBeenCalledTimes(1);
  });

  it('rests without leaving a timer behind', () => {
    const { clock, onTimeout, watchdog } = watched();
    watchdog.watch(5000);
    watchdog.rest();
    expect(clock.nextMs).toBeNull();
    clock.advance(60_000);
    expect(onTimeout).not.toHaveBeenCalled();
  });
});
