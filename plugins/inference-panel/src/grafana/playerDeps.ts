import type { VideoEndpoint } from '@framewatch/protocol';
import { ViewerPool } from '@framewatch/viewer-client';
import { config, getDataSourceSrv } from '@grafana/runtime';
import { type PlayerDeps, JpegDecoder, WebCodecsDecoder, browserAbilities, browserClock } from '../live';
import { endpointKey } from './endpoints';
import { socketUrl } from './paths';
import { createProbe } from './probe';

/** Panels of this page that show the same stream share one connection: Grafana loads this module once for all of them. */
const viewers = new ViewerPool();

/** The world as the player of one endpoint sees it in Grafana. */
export function createPlayerDeps(endpoint: VideoEndpoint): PlayerDeps {
  const subPath = config.appSubUrl;
  const viewerDeps = {
    clock: browserClock,
    random: Math.random,
    check: createProbe(getDataSourceSrv(), endpoint),
    openSocket: () => new WebSocket(socketUrl(endpoint.livePath, subPath, document.baseURI)),
  };
  return {
    clock: browserClock,
    view: (request, listener) => viewers.viewer(endpointKey(endpoint), viewerDeps, request, listener),
    abilities: browserAbilities(),
    createDecoder: (kind, listener) =>
      kind === 'webcodecs'
        ? new WebCodecsDecoder({ VideoDecoder, EncodedVideoChunk }, browserClock, listener)
        : new JpegDecoder((blob) => createImageBitmap(blob), listener),
  };
}
