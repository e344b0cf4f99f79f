import { FakeSocket } from '@framewatch/viewer-client/testing';
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
  await fake.clock.elapse(0);
  const socket = fake.sockets[0]?.socket;
  if (socket) {
    answer(socket);
  }
  await fake.clock.elapse(10_000);
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
    expect(socket?.closed).toBe(1);
    expect(clock.waiting).toBe(0);
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
  const runner = (code: string, message = 'no') => ({ error: { code, message } });
  it.each<[string, Answer, RegExp]>([
    ['the runner cannot be reached', { status: 502 }, /could not reach the runner.*reached from the Grafana server/],
    ['it does not answer in time', { status: 504 }, /did not answer in time.*firewall/],
    [
      'it refuses the token, which Grafana tells as a 400',
      { status: 400, data: refused },
      /refused the token.*Enter the token/,
    ],
    ['the same, wrapped', { status: 400, data: { message: refused } }, /refused the token/],
    ['the same, as the runner itself says it', { status: 401, data: runner('unauthorized') }, /refused the token/],
    ['a login has ended', { status: 401, data: { message: 'Unauthorized' } }, /login has ended: log in again/],
    ['Grafana refuses', { status: 403 }, /data_source_proxy_whitelist/],
    ['something else lives at the URL', { status: 404 }, /no runner at this URL.*without a path/],
    [
      'the URL is missing',
      { status: 400, data: { message: 'invalid URL' } },
      /URL of this data source is missing or not valid/,
    ],
    [
      'Grafana cannot use the URL',
      { status: 500, data: { message: 'Failed creating data source proxy' } },
      /not valid/,
    ],
    ['the runner fails', { status: 500, data: runner('internal', 'see the log') }, /runner.*status 500: see the log\./],
    [
      'another program fails',
      { status: 500, data: '<html>oops</html>' },
      /a proxy before it, said status 500\. The log/,
    ],
    ['Grafana fails', { status: 500, data: { message: 'database is locked' } }, /status 500: database is locked\./],
    [
      'the runner stops',
      { status: 503, data: runner('stopping', 'this runner is stopping') },
      /this runner is stopping/,
    ],
    ['no server is there behind a proxy', { status: 503 }, /could not reach the runner/],
    [
      'a replica is away',
      { status: 502, data: runner('replica-unreachable', 'the replica that runs it does not answer') },
      /status 502: the replica that runs it does not answer\./,
    ],
    [
      'a runner without a token is asked by another machine',
      { status: 403, data: runner('host-not-allowed', 'without a token only requests to localhost are answered') },
      /status 403: without a token only requests to localhost/,
    ],
    [
      'the runner does not like the request',
      { status: 400, data: runner('bad-query', 'from: 2 is not before to: 1') },
      /status 400: from: 2 is not/,
    ],
    ['the runner is older than this', { status: 404, data: runner('not-found', 'GET /x') }, /Update the older/],
    [
      'the data source was deleted',
      { status: 404, data: { message: 'Unable to find datasource' } },
      /no such data source any more/,
    ],
    ['Grafana is away', { status: 0 }, /Grafana itself did not answer/],
    ['a web page answers', { body: '<html></html>' }, /does not speak this plugin's version.*update the older/],
  ])('tells the remedy when %s', async (_, answer, message) => {
    const { result, sockets } = await check({ ...well, '/health': answer });
    expect(result).toMatchObject({ status: 'error', message: expect.stringMatching(message) });
    expect(sockets).toHaveLength(0);
  });

  // What Grafana's proxy makes of a URL that it cannot use, and what stands in the settings.
  it.each<[string, string, Answer, RegExp]>([
    ['is empty', '', { status: 502 }, /The data source has no URL/],
    ['has a name and no scheme', 'runner:8787', { status: 502 }, /begin with http:\/\//],
    ['has an address and no scheme', '10.0.0.8:8787', { status: 400, data: refused }, /is not one\. Write it in full/],
    ['has the path of the API', 'http://runner:8787/viewer/v1', { status: 404 }, /Leave out \/viewer/],
    ['is of another kind', 'rtsp://camera/1', { status: 502 }, /begin with http:\/\//],
    ['is right, and nothing there', 'http://runner:8787', { status: 502 }, /could not reach the runner/],
    ['is right, and the token wrong', 'http://runner:8787', { status: 400, data: refused }, /refused the token/],
  ])('says what is wrong with a URL that %s', async (_, url, answer, message) => {
    const { result, requests } = await check({
      ...well,
      '/health': answer,
      '/api/datasources/uid/fw': { body: { uid: 'fw', url } },
    });
    expect(result).toMatchObject({ status: 'error', message: expect.stringMatching(message) });
    expect(requests.filter(({ url: asked }) => asked === '/api/datasources/uid/fw')).toHaveLength(1);
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
    ['is blocked', (socket) => socket.break(), /Upgrade.*\/api\/datasources\/proxy\//],
    ['opens and stays silent', (socket) => socket.open(), /said nothing/],
    ['speaks another version', (socket) => socket.hello({ version: 7 }), /version 7 .* update the older/],
  ])('explains a WebSocket that %s', async (_, answer, message) => {
    const { result, socket, clock } = await check(well, answer);
    expect(result).toMatchObject({ status: 'error', message: expect.stringMatching(message) });
    expect(result.message).toContain('The runner answers, but live data does not come through.');
    expect(socket?.closed).toBe(1);
    expect(clock.waiting).toBe(0);
  });
});
