import type { FrameResult, StreamCheck } from '@framewatch/protocol';
import { ViewerClient, type ViewerDeps } from '@framewatch/viewer-client';
import { FakeSocket, settle, someConfig, someResult, someVideo } from '@framewatch/viewer-client/testing';
import { FakePageClock } from './FakePageClock';
import { fakeWebCodecs, lastDecoder, type FakeFrame } from './fakeWebCodecs';
import { LivePlayer } from '../live/LivePlayer';
import { JpegDecoder, type DecoderKind, type DecoderListener, type Picture, WebCodecsDecoder } from '../live/decoder';
import type { Renderer } from '../live/renderer';
import type { Painted, PlayerReport } from '../live/report';

export const FRAME_US = 33_000;
export const ABLE = { secureContext: true, webCodecs: true, imageBitmap: true };

/** Records what is drawn, and checks that no picture is drawn after it was closed. */
class FakeRenderer {
  readonly drawn: string[] = [];
  readonly frames: FakeFrame[] = [];
  setScene = jest.fn();
  addEvent = jest.fn();
  forgetLasting = jest.fn();
  reset = jest.fn();
  drawPicture = ({ image, ptsUs }: Picture) => {
    const frame = image as unknown as FakeFrame;
    expect(frame.closed).toBe(0);
    this.frames.push(frame);
    this.drawn.push(`picture ${ptsUs / FRAME_US}`);
  };
  drawResult = (result: FrameResult | null) => void this.drawn.push(`overlay ${result?.detections.length ?? 0}`);
}

/** A player with clock, network, decoder and canvas controlled by the test. Records what it paints and reports. */
export function setUpPlayer({
  abilities = ABLE,
  checks = [] as StreamCheck[],
  choice = 'auto' as 'auto' | DecoderKind,
} = {}) {
  const clock = new FakePageClock();
  const sockets: FakeSocket[] = [];
  const reports: PlayerReport[] = [];
  const painted: Painted[] = [];
  const renderer = new FakeRenderer();
  const codecs = fakeWebCodecs();
  const createDecoder = jest.fn((kind: DecoderKind, listener: DecoderListener) =>
    kind === 'webcodecs'
      ? new WebCodecsDecoder(codecs, clock, listener)
      : new JpegDecoder(() => Promise.reject(new Error('no JPEG here')), listener)
  );
  const viewerDeps: ViewerDeps = {
    clock,
    random: () => 0,
    check: async () => checks.shift() ?? { ok: true },
    openSocket: () => {
      const socket = new FakeSocket();
      sockets.push(socket);
      return socket;
    },
  };
  const player = new LivePlayer(
    {
      clock,
      view: (request, listener) => new ViewerClient(viewerDeps, request, listener),
      abilities,
      createDecoder,
    },
    renderer as unknown as Renderer,
    choice,
    { onReport: (report) => reports.push(report), onPainted: (one) => painted.push(one), onLabels: jest.fn() }
  );
  const socket = () => sockets.at(-1) as FakeSocket;
  const frames: FakeFrame[] = [];
  return {
    clock,
    sockets,
    socket,
    reports,
    painted,
    renderer,
    player,
    frames,
    createDecoder,
    state: () => reports.at(-1)?.state,
    stats: () => reports.at(-1)?.stats,
    /** Connects, and receives the configuration of the video. */
    async connect() {
      player.start();
      await settle();
      socket().greet(clock.wallUs());
      socket().say({ type: 'status', state: 'streaming', skipped: 0 });
      socket().say(someConfig());
      await settle();
    },
    /** Receives picture `n`, which is decoded. */
    picture(n: number, epoch = 1, key = n === 0, ageMs = 80) {
      const captureTimeUs = clock.wallUs() - ageMs * 1_000;
      socket().video(someVideo({ key, ptsUs: n * FRAME_US, seq: n, epoch, captureTimeUs }));
      frames.push(...lastDecoder().output(1));
    },
    result(n: number, detections = 1, epoch = 1) {
      const box: [number, number, number, number] = [0, 0, 1, 1];
      const found = Array.from({ length: detections }, () => ({ class: `frame-${n}`, confidence: 1, box }));
      socket().result(someResult({ ptsUs: n * FRAME_US, seq: n, epoch, detections: found }));
    },
  };
}
