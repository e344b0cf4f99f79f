import { FakeClock } from '../../test/fake-clock.js';
import { Watchdog } from './watchdog.js';

function watched() {
  const clock = new FakeClock();
  const bark = jest.fn();
  return { clock, bark, watchdog: new Watchdog(clock, bark) };
}

describe('Watchdog', () => {
  it('barks once when nothing comes', () => {
    const { clock, bark, watchdog } = watched();
    watchdog.watch(5000);
    clock.advance(4999);
    expect(bark).not.toHaveBeenCalled();
    clock.advance(1);
    expect(bark).toHaveBeenCalledTimes(1);
    clock.advance(60_000);
    expect(bark).toHaveBeenCalledTimes(1);
  });

  it('keeps still as long as it is fed, then barks exactly its patience after the last time', () => {
    const { clock, bark, watchdog } = watched();
    watchdog.watch(5000);
    for (let i = 0; i < 100; i++) {
      clock.advance(333);
      watchdog.feed();
    }
    clock.advance(4999);
    expect(bark).not.toHaveBeenCalled();
    clock.advance(1);
    expect(bark).toHaveBeenCalledTimes(1);
  });

  it('takes another patience', () => {
    const { clock, bark, watchdog } = watched();
    watchdog.watch(10_000);
    clock.advance(1000);
    watchdog.watch(2000);
    clock.advance(2000);
    expect(bark).toHaveBeenCalledTimes(1);
  });

  it('rests without leaving a timer behind', () => {
    const { clock, bark, watchdog } = watched();
    watchdog.watch(5000);
    watchdog.rest();
    expect(clock.nextMs).toBeNull();
    clock.advance(60_000);
    expect(bark).not.toHaveBeenCalled();
  });
});
