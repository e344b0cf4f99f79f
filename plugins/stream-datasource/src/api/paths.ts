import { locationUtil } from '@grafana/data';
import { VIEWER_API, VideoEndpoint } from '@framewatch/protocol';

/**
 * Paths of the viewer API of one data source. Grafana's backend service resolves them against the page's base, so they
 * must not contain Grafana's sub-path; a WebSocket needs it.
 */
export class ViewerPaths {
  private readonly base: string;

  /** `instanceUrl` is the data source's own, `/api/datasources/proxy/uid/…`. */
  constructor(instanceUrl: string) {
    this.base = `${locationUtil.stripBaseFromUrl(instanceUrl)}${VIEWER_API}`;
  }

  get health(): string {
    return `${this.base}/health`;
  }

  get streams(): string {
    return `${this.base}/streams`;
  }

  stream(id: string): string {
    return `${this.streams}/${encodeURIComponent(id)}`;
  }

  /** Path of the stream's WebSocket, sub-path included. */
  live(id: string): string {
    return locationUtil.assureBaseUrl(`${this.stream(id)}/live`);
  }

  /** Address of a still of an event for the browser, sub-path included: Grafana's proxy signs in to the runner. */
  still(id: string, still: string): string {
    const path = still.split('/').map(encodeURIComponent).join('/');
    return locationUtil.assureBaseUrl(`${this.stream(id)}/${path}`);
  }

  /** `live`: the range that was asked for reaches the present. */
  videoEndpoint(stream: string, datasourceUid: string, live: boolean): VideoEndpoint {
    return { stream, datasourceUid, livePath: this.live(stream), live };
  }
}

/** The WebSocket URL of a path on the page's own origin: wss where the page came over https. */
export function socketUrl(path: string, pageUrl: string): string {
  return new URL(path, pageUrl).href.replace(/^http/, 'ws');
}
