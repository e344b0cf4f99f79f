import type { VideoEndpoint } from '@framewatch/protocol';
import { config, getDataSourceSrv } from '@grafana/runtime';
import { type PlayerDeps, JpegDecoder, WebCodecsDecoder, browserAbilities, browserClock } from '../live';
import { socketUrl } from './paths';
import { createProbe } from './probe';

/** The world as the player of one endpoint sees it in Grafana. */
export function createPlayerDeps(endpoint: VideoEndpoint): PlayerDeps {
  const subPath = config.appSubUrl;
  return {
    clock: browserClock,
    random: Math.random,
    probe: createProbe(getDataSourceSrv(), endpoint),
    openSocket: () => new WebSocket(socketUrl(endpoint.livePath, subPath, document.baseURI)),
    abilities: browserAbilities(),
    createDecoder: (kind, listener) =>
      kind === 'webcodecs'
        ? new WebCodecsDecoder({ VideoDecoder, EncodedVideoChunk }, browserClock, listener)
        : new JpegDecoder((blob) => createImageBitmap(blob), listener),
  };
}
