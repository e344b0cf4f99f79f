import {
  type OverlayStyle,
  type Painted,
  type PlayerReport,
  type SyncMode,
  type TransportChoice,
  JpegDecoder,
  LivePlayer,
  Renderer,
  WebCodecsDecoder,
  browserAbilities,
  browserClock,
} from '../live';

/** What a test or a benchmark sees of the page: the player alone, without Grafana around it. */
export interface PlayerPage {
  play(options: { path: string; sync: SyncMode; transport: TransportChoice; width: number; height: number }): void;
  stop(): void;
  report: PlayerReport | null;
  painted: Array<Painted & { stripes: number | null }>;
  /** Milliseconds that drawing each overlay took. */
  overlayMs: number[];
  /** Milliseconds that drawing each picture took. */
  pictureMs: number[];
  /** Set to read the number that is burned into the picture, as 16 vertical stripes in its upper half. */
  readStripes: boolean;
}

declare global {
  interface Window {
    playerPage: PlayerPage;
  }
}

const PALETTE = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#5794f2'];

const STYLE: OverlayStyle = {
  boxes: true,
  labels: true,
  skeletons: true,
  confidence: true,
  trackIds: false,
  minConfidence: 0.3,
  classes: [],
  lineWidth: 2,
  fit: 'contain',
  fontFamily: 'sans-serif',
  colorOf: (_, index) => PALETTE[Math.max(0, index) % PALETTE.length] ?? '#fff',
  textOn: () => '#000',
};

/** Notes how long its parent takes. */
class TimedRenderer extends Renderer {
  override drawPicture(picture: Parameters<Renderer['drawPicture']>[0]): void {
    const start = performance.now();
    super.drawPicture(picture);
    window.playerPage.pictureMs.push(performance.now() - start);
  }

  override drawDetections(detections: Parameters<Renderer['drawDetections']>[0]): void {
    const start = performance.now();
    super.drawDetections(detections);
    window.playerPage.overlayMs.push(performance.now() - start);
  }
}

function canvas(): HTMLCanvasElement {
  const element = document.createElement('canvas');
  element.style.position = 'absolute';
  document.body.append(element);
  return element;
}

function stripesOf(video: HTMLCanvasElement): number | null {
  const context = video.getContext('2d');
  if (!context) {
    return null;
  }
  const { data } = context.getImageData(0, Math.floor(video.height / 4), video.width, 1);
  let number = 0;
  for (let bit = 0; bit < 16; bit++) {
    const x = Math.floor(((bit + 0.5) * video.width) / 16);
    number |= (data[x * 4] ?? 0) > 128 ? 1 << bit : 0;
  }
  return number;
}

let player: LivePlayer | null = null;

window.playerPage = {
  report: null,
  painted: [],
  overlayMs: [],
  pictureMs: [],
  readStripes: false,
  play({ path, sync, transport, width, height }) {
    const page = window.playerPage;
    const video = canvas();
    const renderer = new TimedRenderer({ video, overlay: canvas() });
    renderer.setStyle(STYLE);
    renderer.resize({ width, height }, 1);
    player = new LivePlayer(
      {
        clock: browserClock,
        random: Math.random,
        probe: async () => ({ ok: true }),
        openSocket: () => new WebSocket(new URL(path, document.baseURI.replace(/^http/, 'ws'))),
        abilities: browserAbilities(),
        createDecoder: (kind, listener) =>
          kind === 'webcodecs'
            ? new WebCodecsDecoder({ VideoDecoder, EncodedVideoChunk }, browserClock, listener)
            : new JpegDecoder((blob) => createImageBitmap(blob), listener),
      },
      renderer,
      transport,
      {
        onReport: (report) => {
          page.report = report;
        },
        onPainted: (painted) => page.painted.push({ ...painted, stripes: page.readStripes ? stripesOf(video) : null }),
        onLabels: () => undefined,
      }
    );
    player.setSync(sync);
    player.start();
  },
  stop() {
    player?.dispose();
    player = null;
  },
};
