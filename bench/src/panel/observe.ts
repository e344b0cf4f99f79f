// These functions run in the page.
/// <reference lib="dom" />

/** Observations of the panel since the last question; milliseconds. */
export interface PanelWindow {
  painted: number;
  /** Painted with the result of the very picture. */
  paired: number;
  /** Drawing one overlay, from wiping the canvas to the end of the last label. */
  overlayMs: number[];
  /** Drawing one picture. */
  pictureMs: number[];
  overlaySize: [number, number];
  boxes: number;
}

interface Painted {
  verdict: string;
  detections: readonly unknown[];
}

/** Times what the panel draws, from outside: between the calls to its two canvases and the event that ends them. */
export function observePanel(): void {
  const empty = (): PanelWindow => ({
    painted: 0,
    paired: 0,
    overlayMs: [],
    pictureMs: [],
    overlaySize: [0, 0],
    boxes: 0,
  });
  let seen = empty();
  let overlayStartedMs = 0;
  const context = CanvasRenderingContext2D.prototype;
  const wrap = (name: 'clearRect' | 'drawImage', around: (canvas: HTMLCanvasElement, call: () => void) => void) => {
    const original = Reflect.get(context, name) as (...args: unknown[]) => void;
    Reflect.set(context, name, function (this: CanvasRenderingContext2D, ...args: unknown[]) {
      around(this.canvas, () => Reflect.apply(original, this, args));
    });
  };
  wrap('clearRect', (canvas, call) => {
    if (canvas.dataset.testid === 'framewatch-overlay') {
      overlayStartedMs = performance.now();
      seen.overlaySize = [canvas.width, canvas.height];
    }
    call();
  });
  wrap('drawImage', (canvas, call) => {
    const startMs = performance.now();
    call();
    if (canvas.dataset.testid === 'framewatch-video') seen.pictureMs.push(performance.now() - startMs);
  });
  document.addEventListener(
    'framewatch:painted',
    (event) => {
      seen.overlayMs.push(performance.now() - overlayStartedMs);
      const { verdict, detections } = (event as CustomEvent<Painted>).detail;
      seen.painted += 1;
      seen.boxes = detections.length;
      if (verdict === 'paired') seen.paired += 1;
    },
    { capture: true }
  );
  Object.assign(window, {
    takePanelWindow: () => {
      const taken = seen;
      seen = empty();
      return taken;
    },
  });
}

export function takePanelWindow(): PanelWindow {
  return (window as unknown as { takePanelWindow: () => PanelWindow }).takePanelWindow();
}
