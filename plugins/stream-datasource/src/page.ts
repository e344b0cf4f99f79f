import { getBackendSrv, getTemplateSrv, TemplateSrv } from '@grafana/runtime';
import { Fetch, socketUrl } from './api';
import { Clock, RawSocket } from './live';

/** What the data source needs of Grafana and of the browser. */
export interface PageDeps {
  fetch: Fetch;
  templateSrv: TemplateSrv;
  clock: Clock;
  /** Opens a WebSocket to a path on the page's own origin. */
  openSocket(path: string): RawSocket;
  /** 0 to 1. */
  random(): number;
}

export function pageDeps(): PageDeps {
  return {
    fetch: (request) => getBackendSrv().fetch<unknown>(request),
    templateSrv: getTemplateSrv(),
    clock: {
      now: () => Date.now(),
      setTimeout: (run, ms) => setTimeout(run, ms),
      clearTimeout: (timer) => clearTimeout(timer),
    },
    openSocket: (path) => new WebSocket(socketUrl(path, document.baseURI)),
    random: () => Math.random(),
  };
}
