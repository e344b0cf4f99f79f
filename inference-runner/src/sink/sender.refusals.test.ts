import { counted, batchOf, settled } from '../../test/sink/fakes.js';
import { down, http, runningSender } from '../../test/sink/running-sender.js';

const all = runningSender();

describe('points that the database refuses', () => {
  it('halves a batch that is too large, and keeps the order', async () => {
    const { queue, database, losses } = all;
    database.answer = (lines) => (lines.length > 3 ? http(413) : null);
    queue.add(batchOf('a', 10));
    await settled();

    expect(database.written).toEqual(batchOf('a', 10).text.split('\n'));
    expect(counted(losses).pointsDropped).toEqual({});
  });

  it('drops a single line that is too large, and counts it', async () => {
    const { queue, database, losses, sender, messages } = all;
    database.answer = (lines) => (lines.includes('a 4') ? http(413) : null);
    queue.add(batchOf('a', 10));
    queue.add(batchOf('b'));
    await settled();

    expect(counted(losses).pointsDropped).toEqual({ 'too-large': 1 });
    expect(counted(sender).pointsWritten).toBe(10);
    expect(messages()).toEqual(['database refuses even a single point as too large, dropped']);
  });

  it.each([400, 422])(
    'finds the lines that a %i is about, drops and counts them, and writes all others',
    async (status) => {
      const { queue, database, losses, sender, lines } = all;
      const bad = ['a 7', 'a 21', 'a 22'];
      database.answer = (sent) => (sent.some((line) => bad.includes(line)) ? http(status, 'unable to parse') : null);
      queue.add(batchOf('a', 64));
      await settled();

      expect(database.written).toEqual(
        batchOf('a', 64)
          .text.split('\n')
          .filter((line) => !bad.includes(line))
      );
      expect(counted(losses).pointsDropped).toEqual({ rejected: 3 });
      expect(counted(sender).pointsWritten).toBe(61);
      expect(lines).toMatchObject([
        { reason: 'rejected', points: 3, detail: expect.stringContaining('unable to parse') as string },
      ]);
    }
  );

  it('believes the database that says how many it left out of a batch', async () => {
    const { queue, database, losses, sender } = all;
    database.answer = () => http(400, 'partial write: points beyond retention policy dropped=3');
    queue.add(batchOf('a', 5000));
    await settled();

    expect(database.requests).toHaveLength(1);
    expect(counted(losses).pointsDropped).toEqual({ rejected: 3 });
    expect(counted(sender).pointsWritten).toBe(4997);
  });

  it('counts nothing twice when the database goes down in the middle of a batch', async () => {
    const { queue, database, losses, sender, clock } = all;
    database.answer = (lines) =>
      database.requests.length > 3 ? down() : lines.includes('a 0') ? http(400, 'bad') : null;
    queue.add(batchOf('a', 8));
    await settled();
    expect(counted(sender).pointsWritten).toBe(0);
    database.answer = (lines) => (lines.includes('a 0') ? http(400, 'bad') : null);
    clock.advance(1_000);
    await settled();

    expect(counted(losses).pointsDropped).toEqual({ rejected: 1 });
    expect(counted(sender).pointsWritten).toBe(7);
  });
});
