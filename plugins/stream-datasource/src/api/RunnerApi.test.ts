import { locationUtil } from '@grafana/data';
import { firstValueFrom, NEVER } from 'rxjs';
import { RunnerApi, socketUrl, ViewerPaths } from '.';

describe('a runner that does not answer', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('is given ten seconds', async () => {
    const api = new RunnerApi(new ViewerPaths('/proxy'), () => NEVER, 'fw');
    const health = firstValueFrom(api.health()).catch((error: unknown) => error);
    jest.advanceTimersByTime(10_000);
    expect(await health).toMatchObject({ name: 'RunnerError', kind: 'timeout' });
  });
});

describe('paths', () => {
  const initialize = (appSubUrl: string) =>
    locationUtil.initialize({
      config: { appSubUrl } as Parameters<typeof locationUtil.initialize>[0]['config'],
      getVariablesUrlParams: () => ({}),
      getTimeRangeForUrl: () => ({ from: 'now-1h', to: 'now' }),
    });
  afterEach(() => initialize(''));

  it("are below the data source on Grafana's own origin", () => {
    const paths = new ViewerPaths('/api/datasources/proxy/uid/fw');
    expect(paths.health).toBe('/api/datasources/proxy/uid/fw/viewer/v1/health');
    expect(paths.live('lobby')).toBe('/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby/live');
  });

  it.each(['/api/datasources/proxy/uid/fw', '/grafana/api/datasources/proxy/uid/fw'])(
    'have the sub-path of Grafana where a WebSocket needs it, and only there (%s)',
    (url) => {
      initialize('/grafana');
      const endpoint = new ViewerPaths(url).videoEndpoint('lobby', 'fw', true);
      expect(new ViewerPaths(url).stream('lobby')).toBe('/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby');
      expect(endpoint.livePath).toBe('/grafana/api/datasources/proxy/uid/fw/viewer/v1/streams/lobby/live');
    }
  );

  it('cannot be left by the id of a stream', () => {
    expect(new ViewerPaths('/proxy').stream('../telemetry?x')).toBe('/proxy/viewer/v1/streams/..%2Ftelemetry%3Fx');
  });

  it('become WebSocket URLs as secure as the page', () => {
    expect(socketUrl('/a/live', 'http://grafana:3000/d/1')).toBe('ws://grafana:3000/a/live');
    expect(socketUrl('/a/live', 'https://example.org/grafana/')).toBe('wss://example.org/a/live');
  });
});
