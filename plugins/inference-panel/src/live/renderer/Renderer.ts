import type { StreamEvent } from '@framewatch/protocol';
import type { Picture } from '../decoder';
import type { ShownResult } from '../sync';
import { OverlayPainter } from './OverlayPainter';
import { drawTurned } from './drawTurned';
import type { OverlayStyle } from './layers';
import { type Rect, type Size, backingSize, placePicture } from './layout';
import { EMPTY_SCENE, type Scene } from './types';

/** The two canvases: the picture, and the overlay above it. */
export interface Canvases {
  video: HTMLCanvasElement;
  overlay: HTMLCanvasElement;
}

/** Paints pictures and results. Never keeps a picture. */
export class Renderer {
  private panel: Size = { width: 0, height: 0 };
  private pixelRatio = 1;
  private picture: Size | null = null;
  private place: Rect = { x: 0, y: 0, width: 0, height: 0 };
  private scene = EMPTY_SCENE;
  /** Capture time of the picture that is shown, microseconds since 1970. */
  private timeUs = 0;
  private readonly video: CanvasRenderingContext2D | null;
  private readonly overlay: CanvasRenderingContext2D | null;
  private readonly painter: OverlayPainter | null;

  private style: OverlayStyle | null = null;

  /** Draws results once it has a style. */
  constructor(private readonly canvases: Canvases) {
    this.video = canvases.video.getContext('2d', { alpha: false });
    this.overlay = canvases.overlay.getContext('2d');
    this.painter = this.overlay && new OverlayPainter(this.overlay);
  }

  /** Size of the panel in CSS pixels. */
  resize(panel: Size, pixelRatio: number): void {
    this.panel = panel;
    this.pixelRatio = pixelRatio;
    const { overlay } = this.canvases;
    overlay.width = Math.max(1, Math.round(panel.width * pixelRatio));
    overlay.height = Math.max(1, Math.round(panel.height * pixelRatio));
    overlay.style.width = `${panel.width}px`;
    overlay.style.height = `${panel.height}px`;
    this.layOut();
    this.redrawOverlay();
  }

  setStyle(style: OverlayStyle): void {
    this.style = style;
    this.layOut();
    this.redrawOverlay();
  }

  setScene(scene: Scene): void {
    this.scene = scene;
  }

  /** Takes an event as it begins, and once more as it ends. */
  addEvent(event: StreamEvent): void {
    this.painter?.addEvent(event);
  }

  /** Forgets the events that last: a new connection tells those that still do. */
  forgetLasting(): void {
    this.painter?.forgetLasting();
  }

  /** Forgets what was drawn: another stream follows, or the same one anew. What is shown stays. */
  reset(): void {
    this.painter?.reset();
  }

  drawPicture(picture: Picture): void {
    this.timeUs = picture.captureTimeUs;
    if (picture.width !== this.picture?.width || picture.height !== this.picture.height) {
      this.picture = { width: picture.width, height: picture.height };
      this.layOut();
    }
    if (this.video) {
      drawTurned(this.video, picture, this.canvases.video);
    }
  }

  /** `result` is that of the picture that was drawn last; null when it has none. */
  drawResult(result: ShownResult | null): void {
    this.painter?.push(result);
    this.redrawOverlay();
  }

  private layOut(): void {
    if (!this.picture) {
      return;
    }
    const { video } = this.canvases;
    this.place = placePicture(this.picture, this.panel, this.style?.fit ?? 'contain');
    const { x, y, width, height } = this.place;
    video.style.left = `${x}px`;
    video.style.top = `${y}px`;
    video.style.width = `${width}px`;
    video.style.height = `${height}px`;
    const backing = backingSize(this.picture, this.place, this.pixelRatio);
    if (video.width !== backing.width || video.height !== backing.height) {
      this.resizeKeeping(video, backing);
    }
  }

  /** Setting a canvas's size clears it, so the shown picture is copied and stays until the next one. */
  private resizeKeeping(video: HTMLCanvasElement, size: Size): void {
    const before = video.width > 1 && video.height > 1 ? copyOf(video) : null;
    video.width = size.width;
    video.height = size.height;
    if (before) {
      this.video?.drawImage(before, 0, 0, size.width, size.height);
    }
  }

  private redrawOverlay(): void {
    const { overlay, painter, style } = this;
    if (!overlay || !painter || !style) {
      return;
    }
    overlay.setTransform(1, 0, 0, 1, 0, 0);
    overlay.clearRect(0, 0, this.canvases.overlay.width, this.canvases.overlay.height);
    overlay.setTransform(this.pixelRatio, 0, 0, this.pixelRatio, 0, 0);
    if (this.picture) {
      painter.draw(this.scene, this.place, this.timeUs, style);
    }
  }
}

function copyOf(canvas: HTMLCanvasElement): HTMLCanvasElement {
  const copy = canvas.ownerDocument.createElement('canvas');
  copy.width = canvas.width;
  copy.height = canvas.height;
  copy.getContext('2d')?.drawImage(canvas, 0, 0);
  return copy;
}
