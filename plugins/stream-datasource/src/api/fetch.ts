import type { BackendSrvRequest, FetchResponse } from '@grafana/runtime';
import type { Observable } from 'rxjs';

/** `getBackendSrv().fetch`, or a stand-in. */
export type Fetch = (request: BackendSrvRequest) => Observable<FetchResponse<unknown>>;
