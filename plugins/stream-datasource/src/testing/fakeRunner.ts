import { FakeClock, FakeSocket } from '@framewatch/viewer-client/testing';
import { BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import { DataSourceInstanceSettings } from '@grafana/data';
import { Observable, of, throwError } from 'rxjs';
import { DataSource } from '../datasource';
import { StreamDataSourceOptions } from '../types';
import { fakeTemplateSrv } from './fakeTemplateSrv';
import { descriptor } from './fixtures';

/** The answer to a path of the viewer API: a body, or a failure as Grafana's backend service throws it. */
export type Answer = { body: unknown } | { status: number; data?: unknown };

/** The answer to a path that the test gave none for: the runner's 404; Grafana's 403 for settings of a data source. */
function defaultAnswer(path: string, routes: ReadonlyMap<string, Answer>): Answer {
  if (path.startsWith('/api/')) {
    return { status: 403, data: { message: "You'll need additional permissions to perform this action." } };
  }
  const stream = /^\/streams\/([^/]+)/.exec(path)?.[1];
  const isKnown = [...routes.keys()].some((known) => known.startsWith(`/streams/${stream}/`));
  if (stream && isKnown && path === `/streams/${stream}`) {
    return { body: descriptor(stream) };
  }
  const code = stream ? 'stream-not-found' : 'not-found';
  return { status: 404, data: { error: { code, message: `this runner has no such stream: GET ${path}` } } };
}

/** A data source with runner, clock and sockets controlled by the test. */
export function fakeDataSource(
  answers: Record<string, Answer> = {},
  variables: Record<string, string | string[]> = {}
) {
  const clock = new FakeClock();
  const requests: BackendSrvRequest[] = [];
  const sockets: Array<{ path: string; socket: FakeSocket }> = [];
  const routes = new Map(Object.entries(answers));

  const fetch = (request: BackendSrvRequest): Observable<FetchResponse<unknown>> => {
    requests.push(request);
    const path = request.url.replace('/api/datasources/proxy/uid/fw/viewer/v1', '');
    const answer = routes.get(path) ?? defaultAnswer(path, routes);
    return 'body' in answer
      ? of({ data: answer.body } as FetchResponse<unknown>)
      : throwError(() => ({ status: answer.status, data: answer.data ?? '', config: request }));
  };

  const settings = { uid: 'fw', name: 'Framewatch', url: '/api/datasources/proxy/uid/fw', jsonData: {} };
  const datasource = new DataSource(settings as DataSourceInstanceSettings<StreamDataSourceOptions>, {
    fetch,
    clock,
    templateSrv: fakeTemplateSrv(variables),
    random: () => 0,
    openSocket: (path) => {
      const socket = new FakeSocket();
      sockets.push({ path, socket });
      return socket;
    },
  });
  return { datasource, clock, requests, sockets, routes };
}
