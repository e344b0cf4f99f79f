import { FakeClock } from './FakeClock';
import { FakeSocket } from './FakeSocket';
import { fakeWebCodecs } from './fakeWebCodecs';
import { JpegDecoder, type PlayerDeps, WebCodecsDecoder } from '../live';

/** A world for a player in which the test is the network, the browser's decoder and the clock. */
export class FakeWorld {
  readonly clock = new FakeClock();
  readonly sockets: FakeSocket[] = [];
  private readonly codecs = fakeWebCodecs();

  readonly deps: PlayerDeps = {
    clock: this.clock,
    random: () => 0,
    probe: async () => ({ ok: true }),
    openSocket: () => {
      const socket = new FakeSocket();
      this.sockets.push(socket);
      return socket;
    },
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
