import { locationUtil } from '@grafana/data';
import { FetchResponse } from '@grafana/runtime';
import { firstValueFrom, NEVER, of, throwError } from 'rxjs';
import { RunnerApi, socketUrl, ViewerPaths } from '.';
import type { Fetch } from './fetch';

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

describe('a runner that is asked too often', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const error = { code: 'too-many-requests', message: 'one address may ask 50 times a second: ask less often' };
  const failure = (status: number) => throwError(() => ({ status, data: { error }, config: {} }));

  /** Asks for the streams of a runner that answers `first`, then always `later`. */
  function ask(first: ReturnType<Fetch>, later = first) {
    let asked = 0;
    const fetch: Fetch = ({ url }) => {
      if (!url.startsWith('/proxy')) {
        return failure(403);
      }
      asked += 1;
      return asked === 1 ? first : later;
    };
    const api = new RunnerApi(new ViewerPaths('/proxy'), fetch, 'fw');
    const told = firstValueFrom(api.streams()).catch((cause: unknown) => cause);
    return { told, asked: () => asked };
  }

  it('is asked again after the second that it asks for, and nobody hears of it', async () => {
    const { told, asked } = ask(failure(429), of({ data: { streams: [] } } as FetchResponse<unknown>));
    jest.advanceTimersByTime(999);
    expect(asked()).toBe(1);
    jest.advanceTimersByTime(1);
    expect(await told).toEqual({ items: [], leftOut: [] });
    expect(asked()).toBe(2);
  });

  it('is left alone in the end, with its own words', async () => {
    const { told, asked } = ask(failure(429));
    jest.advanceTimersByTime(60_000);
    expect(asked()).toBe(4);
    expect(await told).toMatchObject({ name: 'RunnerError', message: expect.stringContaining('ask less often') });
  });

  it('is the only one that is asked again', async () => {
    const { told, asked } = ask(failure(503));
    jest.advanceTimersByTime(60_000);
    expect(await told).toMatchObject({ name: 'RunnerError' });
    expect(asked()).toBe(1);
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
