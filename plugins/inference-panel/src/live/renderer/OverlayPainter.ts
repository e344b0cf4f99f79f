import type { Detection, Keypoint, Labels } from '@framewatch/protocol';
import { TextWidths } from './TextWidths';
import type { Rect } from './layout';
import type { OverlayStyle } from './types';

const FONT_PX = 12;
const LABEL_PADDING_PX = 4;
const LABEL_HEIGHT_PX = FONT_PX + 2 * 3;
/** Keypoints that the model itself doubts are guesses, and bones between guesses are noise. */
const MIN_KEYPOINT_CONFIDENCE = 0.2;
const HALO = 'rgba(0, 0, 0, 0.5)';

interface Label {
  text: string;
  x: number;
  y: number;
  width: number;
}

/** Everything of one colour is one path: a canvas pays for strokes, not for corners. */
interface Layer {
  color: string;
  lines: Path2D;
  points: Path2D;
  labels: Label[];
}

/** Detections that pass the style's filters, in drawing order (surest last, on top). */
export function visibleDetections(detections: readonly Detection[], style: OverlayStyle): Detection[] {
  const { minConfidence, classes } = style;
  return detections
    .filter((one) => one.confidence >= minConfidence && (classes.length === 0 || classes.includes(one.class)))
    .sort((a, b) => a.confidence - b.confidence);
}

/** What a label is made of. Each part is measured for itself: their number is small, that of whole labels is not. */
export function labelParts(detection: Detection, style: OverlayStyle): string[] {
  const parts = [detection.class];
  if (style.trackIds && detection.track !== undefined) {
    parts.push(` #${detection.track}`);
  }
  if (style.confidence) {
    parts.push(` ${Math.round(detection.confidence * 100)}%`);
  }
  return parts;
}

/** Draws detections onto a 2D context whose unit is the CSS pixel. */
export class OverlayPainter {
  private readonly widths = new TextWidths();

  constructor(private readonly context: CanvasRenderingContext2D) {}

  /** `picture` is where the whole picture lies; boxes are fractions of it. */
  draw(detections: readonly Detection[], labels: Labels, picture: Rect, style: OverlayStyle): void {
    const { context } = this;
    context.font = `500 ${FONT_PX}px ${style.fontFamily}`;
    context.textBaseline = 'middle';
    context.lineJoin = 'round';
    context.lineCap = 'round';
    const layers = this.layersOf(visibleDetections(detections, style), labels, picture, style);
    this.stroke(layers, style);
    for (const layer of layers) {
      this.fillLabels(layer, style.textOn(layer.color));
    }
  }

  private layersOf(detections: readonly Detection[], labels: Labels, picture: Rect, style: OverlayStyle): Layer[] {
    const layers = new Map<string, Layer>();
    for (const detection of detections) {
      const color = style.colorOf(detection.class, labels.classes.indexOf(detection.class));
      let layer = layers.get(color);
      if (!layer) {
        layer = { color, lines: new Path2D(), points: new Path2D(), labels: [] };
        layers.set(color, layer);
      }
      this.addDetection(layer, detection, labels, picture, style);
    }
    return [...layers.values()];
  }

  private addDetection(layer: Layer, detection: Detection, labels: Labels, picture: Rect, style: OverlayStyle): void {
    const [left, top, width, height] = detection.box;
    const x = picture.x + left * picture.width;
    const y = picture.y + top * picture.height;
    if (style.boxes) {
      layer.lines.rect(x, y, width * picture.width, height * picture.height);
    }
    if (style.skeletons && detection.keypoints) {
      addSkeleton(layer, detection.keypoints, labels.skeleton, picture, style.lineWidth);
    }
    if (style.labels) {
      const parts = labelParts(detection, style);
      const textWidth = parts.reduce((sum, part) => sum + this.widths.of(this.context, part), 0);
      // Above the box where there is room, else inside it, so that the label is never cut off.
      const above = y - LABEL_HEIGHT_PX;
      layer.labels.push({
        text: parts.join(''),
        x: Math.max(0, x - style.lineWidth / 2),
        y: above >= 0 ? above : y,
        width: textWidth + 2 * LABEL_PADDING_PX,
      });
    }
  }

  private stroke(layers: readonly Layer[], style: OverlayStyle): void {
    const { context } = this;
    context.strokeStyle = HALO;
    context.lineWidth = style.lineWidth + 2;
    for (const { lines } of layers) {
      context.stroke(lines);
    }
    context.lineWidth = style.lineWidth;
    for (const { color, lines, points } of layers) {
      context.strokeStyle = color;
      context.fillStyle = color;
      context.stroke(lines);
      context.fill(points);
    }
  }

  private fillLabels({ color, labels }: Layer, textColor: string): void {
    const { context } = this;
    context.fillStyle = color;
    for (const { x, y, width } of labels) {
      context.fillRect(x, y, width, LABEL_HEIGHT_PX);
    }
    context.fillStyle = textColor;
    for (const { text, x, y } of labels) {
      context.fillText(text, x + LABEL_PADDING_PX, y + LABEL_HEIGHT_PX / 2);
    }
  }
}

function addSkeleton(
  layer: Layer,
  keypoints: readonly Keypoint[],
  bones: Labels['skeleton'],
  picture: Rect,
  lineWidth: number
): void {
  const radius = lineWidth * 1.25;
  const place = ([x, y]: Keypoint) => ({ x: picture.x + x * picture.width, y: picture.y + y * picture.height });
  const sure = (keypoint: Keypoint | undefined): keypoint is Keypoint =>
    keypoint !== undefined && keypoint[2] >= MIN_KEYPOINT_CONFIDENCE;
  for (const [from, to] of bones) {
    const a = keypoints[from];
    const b = keypoints[to];
    if (sure(a) && sure(b)) {
      const start = place(a);
      const end = place(b);
      layer.lines.moveTo(start.x, start.y);
      layer.lines.lineTo(end.x, end.y);
    }
  }
  for (const keypoint of keypoints.filter(sure)) {
    const { x, y } = place(keypoint);
    layer.points.rect(x - radius, y - radius, 2 * radius, 2 * radius);
  }
}
