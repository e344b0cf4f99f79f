import { getBackendSrv, getTemplateSrv, TemplateSrv } from '@grafana/runtime';
import { Fetch, socketUrl } from './api';
import { Clock, ViewerSocket } from '@framewatch/viewer-client';

/** What the data source needs of Grafana and of the browser. */
export interface PageDeps {
  fetch: Fetch;
  templateSrv: TemplateSrv;
  clock: Clock;
  /** Opens a WebSocket to a path on the page's own origin. */
  openSocket(path: string): ViewerSocket;
  /** 0 to 1. */
  random(): number;
}

export function pageDeps(): PageDeps {
  return {
    fetch: (request) => getBackendSrv().fetch<unknown>(request),
    templateSrv: getTemplateSrv(),
    clock: {
      nowMs: () => performance.now(),
      wallUs: () => Date.now() * 1000,
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    },
    openSocket: (path) => new WebSocket(socketUrl(path, document.baseURI)),
    random: () => Math.random(),
  };
}
