import { SentLog } from './sent-log.js';

describe('the log of sent pictures', () => {
  it('knows how long after an acknowledged picture the newest was sent', () => {
    const log = new SentLog();
    for (let seq = 0; seq < 10; seq++) log.addPicture(seq, 100, seq * 33);
    expect(log.acknowledge(4)).toBe(5 * 33);
    expect(log.acknowledge(9)).toBe(0);
  });

  it('can tell nothing from a picture that was never sent or is long acknowledged', () => {
    const log = new SentLog();
    expect(log.acknowledge(0)).toBeNull();
    for (let seq = 0; seq < 10; seq++) log.addPicture(seq, 100, seq);
    log.acknowledge(5);
    expect(log.acknowledge(10)).toBeNull();
    expect(log.acknowledge(3)).toBeNull();
    expect(log.acknowledge(5)).toBe(4);
  });

  it('takes the newest sending of a picture that was sent again', () => {
    const log = new SentLog();
    log.addPicture(1, 100, 0);
    log.addPicture(2, 100, 10);
    log.addPicture(1, 100, 1000);
    log.addPicture(2, 100, 1001);
    expect(log.acknowledge(1)).toBe(1);
  });

  it('knows how long pictures have been unacknowledged', () => {
    const log = new SentLog();
    expect(log.unacknowledgedMs(50)).toBe(0);
    log.addPicture(1, 100, 100);
    log.addPicture(2, 100, 200);
    log.addPicture(3, 100, 300);
    expect(log.unacknowledgedMs(400)).toBe(300);
    log.acknowledge(1);
    expect(log.unacknowledgedMs(400)).toBe(200);
    log.acknowledge(3);
    expect(log.unacknowledgedMs(400)).toBe(0);
  });

  it('knows how long the oldest picture has waited that has not left the socket', () => {
    const log = new SentLog();
    log.addPicture(1, 100, 0);
    log.addBytes(50);
    log.addPicture(2, 100, 100);
    log.addBytes(50);
    expect(log.totalBytes).toBe(300);
    expect(log.unflushedMs(0, 1000)).toBe(0);
    expect(log.unflushedMs(50, 1000)).toBe(0);
    expect(log.unflushedMs(51, 1000)).toBe(900);
    expect(log.unflushedMs(200, 1000)).toBe(900);
    expect(log.unflushedMs(201, 1000)).toBe(1000);
    expect(log.unflushedMs(5000, 1000)).toBe(1000);
  });
});
