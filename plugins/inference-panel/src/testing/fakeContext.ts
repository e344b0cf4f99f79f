/** A 2D context that records what is drawn, without drawing. Paths are lists of their corners. */
export class FakePath {
  readonly steps: string[] = [];
  rect = (x: number, y: number, width: number, height: number) =>
    void this.steps.push(`rect ${[x, y, width, height].map(round).join(' ')}`);
  moveTo = (x: number, y: number) => void this.steps.push(`move ${round(x)} ${round(y)}`);
  closePath = () => void this.steps.push('close');
  lineTo = (x: number, y: number) => void this.steps.push(`line ${round(x)} ${round(y)}`);
}

export interface DrawCall {
  call: 'stroke' | 'fill' | 'fillRect' | 'fillText' | 'clearRect' | 'drawImage' | 'setTransform';
  color?: string;
  lineWidth?: number;
  alpha?: number;
  dash?: number[];
  steps?: string[];
  args?: unknown[];
}

export class FakeContext {
  font = '';
  fillStyle = '';
  strokeStyle = '';
  lineWidth = 1;
  textBaseline = '';
  lineJoin = '';
  lineCap = '';
  globalAlpha = 1;
  private dash: number[] = [];
  readonly calls: DrawCall[] = [];
  readonly measured: string[] = [];

  /** Ten pixels per character. */
  measureText = (text: string) => {
    this.measured.push(text);
    return { width: text.length * 10 };
  };
  setLineDash = (dash: number[]) => void (this.dash = dash);
  stroke = (path: FakePath) => {
    const { strokeStyle: color, lineWidth, globalAlpha: alpha, dash } = this;
    this.calls.push({ call: 'stroke', color, lineWidth, ...unusual(alpha, dash), steps: path.steps });
  };
  fill = (path: FakePath) =>
    void this.calls.push({
      call: 'fill',
      color: this.fillStyle,
      ...unusual(this.globalAlpha, []),
      steps: path.steps,
    });
  fillRect = (...args: unknown[]) => void this.calls.push({ call: 'fillRect', color: this.fillStyle, args });
  fillText = (...args: unknown[]) => void this.calls.push({ call: 'fillText', color: this.fillStyle, args });
  clearRect = (...args: unknown[]) => void this.calls.push({ call: 'clearRect', args });
  drawImage = (...args: unknown[]) => void this.calls.push({ call: 'drawImage', args });
  setTransform = (...args: unknown[]) => void this.calls.push({ call: 'setTransform', args });

  get context(): CanvasRenderingContext2D {
    return this as unknown as CanvasRenderingContext2D;
  }

  of(call: DrawCall['call']): DrawCall[] {
    return this.calls.filter((one) => one.call === call);
  }
}

/** A canvas whose 2D context is `fake`. */
export function fakeCanvas(fake: FakeContext): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = 1;
  canvas.height = 1;
  canvas.getContext = (() => fake.context) as unknown as HTMLCanvasElement['getContext'];
  return canvas;
}

const round = (value: number) => Math.round(value * 100) / 100;

/** The alpha and the dashes of a call; left out where it is opaque or has none. */
const unusual = (alpha: number, dash: readonly number[]) => ({
  ...(alpha !== 1 && { alpha: round(alpha) }),
  ...(dash.length > 0 && { dash: [...dash] }),
});
