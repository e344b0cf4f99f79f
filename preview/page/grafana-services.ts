import type { DataSourceApi, DataSourceInstanceSettings, ScopedVars } from '@grafana/data';
import {
  type BackendSrv,
  type BackendSrvRequest,
  type DataSourceSrv,
  type FetchResponse,
  type TemplateSrv,
  setBackendSrv,
  setDataSourceSrv,
  setTemplateSrv,
} from '@grafana/runtime';
import { type Observable, from, lastValueFrom } from 'rxjs';

/** Grafana's services as far as the two plugins use them. Anything else is absent, so that its use shows at once. */
export function provideServices(dataSources: ReadonlyMap<string, DataSourceApi>): void {
  setBackendSrv(backendSrv as BackendSrv);
  setTemplateSrv(templateSrv as TemplateSrv);
  setDataSourceSrv(dataSourceSrv(dataSources) as DataSourceSrv);
}

/** Requests go to the preview's server; an answer that is no success is thrown in the form that Grafana throws it. */
const backendSrv: Partial<BackendSrv> = {
  fetch: <T>(request: BackendSrvRequest): Observable<FetchResponse<T>> => from(send<T>(request)),
  get: async <T>(url: string, params?: BackendSrvRequest['params']) =>
    (await lastValueFrom(from(send<T>({ url, params, method: 'GET' })))).data,
};

async function send<T>(request: BackendSrvRequest): Promise<FetchResponse<T>> {
  const url = new URL(request.url, window.location.origin);
  for (const [key, value] of Object.entries(request.params ?? {})) {
    if (value !== undefined && value !== null) url.searchParams.set(key, String(value));
  }
  const response = await fetch(url, {
    method: request.method ?? 'GET',
    headers: request.headers as Record<string, string> | undefined,
    signal: request.abortSignal,
  });
  const data = await read<T>(response, request.responseType);
  const { ok, status, statusText, headers, redirected, type } = response;
  const answer = { config: request, data, headers, ok, redirected, status, statusText, type, url: response.url };
  if (!ok) throw Object.assign(new Error(statusText), { ...answer, data: failureOf(data, statusText) });
  return answer;
}

/** Grafana's own service makes an object of a failure that came as plain text. */
function failureOf(data: unknown, statusText: string): unknown {
  return typeof data === 'string' ? { message: data, error: statusText, response: data } : data;
}

async function read<T>(response: Response, responseType: BackendSrvRequest['responseType']): Promise<T> {
  if (responseType === 'blob') return (await response.blob()) as T;
  const text = await response.text();
  try {
    return JSON.parse(text) as T;
  } catch {
    return text as T;
  }
}

const templateSrv: Partial<TemplateSrv> = {
  getVariables: () => [],
  replace: (target?: string, _scopedVars?: ScopedVars) => target ?? '',
  containsTemplate: () => false,
  updateTimeRange: () => undefined,
};

const dataSourceSrv = (dataSources: ReadonlyMap<string, DataSourceApi>): Partial<DataSourceSrv> => ({
  get: (ref) => {
    const uid = typeof ref === 'string' ? ref : ref?.uid;
    const found = dataSources.get(uid ?? '');
    return found
      ? Promise.resolve(found)
      : Promise.reject(new Error(`data source ${uid ?? 'default'} is not configured`));
  },
  getList: () => [...dataSources.values()].map((source) => settingsOf(source)),
  getInstanceSettings: (ref) => {
    const found = dataSources.get((typeof ref === 'string' ? ref : ref?.uid) ?? '');
    return found && settingsOf(found);
  },
});

const settingsOf = (source: DataSourceApi) =>
  ({ uid: source.uid, name: source.name, type: source.type }) as DataSourceInstanceSettings;
