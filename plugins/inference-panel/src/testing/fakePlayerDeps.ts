import { ViewerClient, type ViewerDeps } from '@framewatch/viewer-client';
import { FakeSocket } from '@framewatch/viewer-client/testing';
import { FakePageClock } from './FakePageClock';
import { fakeWebCodecs } from './fakeWebCodecs';
import { JpegDecoder, type PlayerDeps, WebCodecsDecoder } from '../live';

/** What a player depends on, with network, decoder and clock controlled by the test. */
export class FakeWorld {
  readonly clock = new FakePageClock();
  readonly sockets: FakeSocket[] = [];
  private readonly codecs = fakeWebCodecs();

  private readonly viewerDeps: ViewerDeps = {
    clock: this.clock,
    random: () => 0,
    check: async () => ({ ok: true }),
    openSocket: () => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return socket;
    },
  };

  readonly deps: PlayerDeps = {
    clock: this.clock,
    view: (request, listener) => new ViewerClient(this.viewerDeps, request, listener),
    abilities: { secureContext: true, webCodecs: true, imageBitmap: true },
    createDecoder: (kind, listener) =>
      kind === 'webcodecs'
        ? new WebCodecsDecoder(this.codecs, this.clock, listener)
        : new JpegDecoder(() => Promise.reject(new Error('no JPEG here')), listener),
  };

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (!socket) {
      throw new Error('no socket was opened');
    }
    return socket;
  }
}
