import { eventually, temporaryFolder } from './fakes.js';
import { spooled, startWriter } from './writer.js';

jest.setTimeout(60_000);

describe('a disk that takes only a part of a batch', () => {
  const folder = temporaryFolder();
  afterAll(folder.remove);

  it('leaves no half batches behind, and loses none', async () => {
    const limits = { spoolBytes: 1e6, batchLines: 3, batchMs: 1000, objects: false };
    const access = {
      type: 'influxdb',
      name: 'influxdb',
      url: 'http://127.0.0.1:1',
      org: 'home',
      bucket: 'framewatch',
      token: 'token',
    } as const;
    // One batch of three lines fits into a file, two or three do, four never.
    const killWriter = await startWriter({ ...access, ...limits, spoolPath: folder.path }, 0, 1_000_000, 1);
    await eventually(() => spooled(folder.path).times.length >= 300);
    await killWriter();

    const { times, damaged } = spooled(folder.path);
    expect(damaged).toBeLessThanOrEqual(1);
    expect(times).toEqual(times.map((_, frame) => frame * 1000));
  });
});
