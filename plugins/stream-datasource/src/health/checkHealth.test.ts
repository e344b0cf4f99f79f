import { FakeSocket } from '../testing/FakeSocket';
import { Answer, fakeDataSource } from '../testing/fakeRunner';
import { descriptor } from '../testing/fixtures';

const well: Record<string, Answer> = {
  '/health': { body: { status: 'ok', version: '0.1.0', streams: { total: 1, up: 1 } } },
  '/streams': { body: { streams: [descriptor('lobby')] } },
};

/** Runs the health check; `answer` is what the other end of the WebSocket does. */
async function check(answers: Record<string, Answer>, answer: (socket: FakeSocket) => void = () => undefined) {
  const fake = fakeDataSource(answers);
  const result = fake.datasource.testDatasource();
  await fake.clock.advance(0);
  const socket = fake.sockets[0]?.socket;
  if (socket) {
    answer(socket);
  }
  await fake.clock.advance(10_000);
  return { ...fake, result: await result, socket };
}

describe('the health check', () => {
  it('says which runner it reached, and leaves nothing open', async () => {
    const { result, socket, clock, sockets } = await check(well, (other) => {
      other.open();
      other.hello();
    });
    expect(result).toEqual({ status: 'success', message: 'Connected to runner v0.1.0: 1 stream, 1 up.' });
    expect(sockets[0]?.path).toBe('/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby/live');
    expect(socket?.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });

  it('is content with a runner that has no streams', async () => {
    const { result } = await check({
      '/health': { body: { status: 'degraded', version: '0.1.0', streams: { total: 0, up: 0 } } },
      '/streams': { body: { streams: [] } },
    });
    expect(result).toEqual({ status: 'success', message: 'Connected to runner v0.1.0: 0 streams, 0 up.' });
  });

  it('says what does not work beside the streams', async () => {
    const reason = 'model `pose`: no answer within 10 s';
    const { result } = await check({
      '/health': { body: { status: 'degraded', version: '0.1.0', streams: { total: 0, up: 0 }, reason } },
      '/streams': { body: { streams: [] } },
    });
    expect(result).toEqual({ status: 'error', message: `Connected to runner v0.1.0: 0 streams, 0 up. ${reason}` });
  });

  const refused = 'Authentication to data source failed';
  it.each<[string, Answer, RegExp]>([
    ['the runner cannot be reached', { status: 502 }, /could not reach the runner.*reached from the Grafana server/],
    ['it does not answer in time', { status: 504 }, /did not answer in time.*firewall/],
    [
      'it refuses the token, which Grafana tells as a 400',
      { status: 400, data: refused },
      /refused the token.*Enter the token/,
    ],
    ['the same, wrapped', { status: 400, data: { message: refused } }, /refused the token/],
    ['a login has ended', { status: 401 }, /log in again/],
    ['Grafana refuses', { status: 403 }, /data_source_proxy_whitelist/],
    ['something else lives at the URL', { status: 404 }, /no runner at this URL.*without a path/],
    [
      'the URL is missing',
      { status: 400, data: { message: 'invalid URL' } },
      /URL of this data source is missing or not valid/,
    ],
    ['the runner fails', { status: 500 }, /status 500.*log/],
    ['Grafana is away', { status: 0 }, /Grafana itself did not answer/],
    ['a web page answers', { body: '<html></html>' }, /does not speak this plugin's version.*update the older/],
  ])('tells the remedy when %s', async (_, answer, message) => {
    const { result, sockets } = await check({ ...well, '/health': answer });
    expect(result).toMatchObject({ status: 'error', message: expect.stringMatching(message) });
    expect(sockets).toHaveLength(0);
  });

  it('tells of a runner whose streams this version cannot read', async () => {
    const { result } = await check({ ...well, '/streams': { body: { streams: [{ id: 'lobby' }] } } });
    expect(result).toMatchObject({ status: 'error', message: expect.stringMatching(/Left out.*stream lobby at name/) });
    const noList = await check({ ...well, '/streams': { body: { streams: {} } } });
    expect(noList.result).toMatchObject({ status: 'error', message: expect.stringMatching(/streams at streams:/) });
  });

  it('names a stream that cannot be read, and checks the way to the others', async () => {
    const streams = [descriptor('yard', { width: 0, height: 0 }), descriptor('lobby')];
    const { result, sockets } = await check({ ...well, '/streams': { body: { streams } } }, (other) => {
      other.open();
      other.hello();
    });
    expect(sockets.map(({ path }) => path)).toEqual([expect.stringContaining('/streams/lobby/live')]);
    expect(result.message).toMatch(/^Connected to runner v0\.1\.0: .*Left out.*stream yard at width: /);
  });

  it.each<[string, (socket: FakeSocket) => void, RegExp]>([
    ['is blocked', (socket) => socket.drop(), /Upgrade.*\/api\/datasources\/proxy\//],
    ['opens and stays silent', (socket) => socket.open(), /said nothing/],
    ['speaks another version', (socket) => socket.hello(7), /version 7 .* Update the older/],
  ])('explains a WebSocket that %s', async (_, answer, message) => {
    const { result, socket, clock } = await check(well, answer);
    expect(result).toMatchObject({ status: 'error', message: expect.stringMatching(message) });
    expect(result.message).toContain('The runner answers, but live data does not come through.');
    expect(socket?.closed).toBe(true);
    expect(clock.pending).toBe(0);
  });
});
