const MAX_CACHED = 2_000;

/** Caches widths of texts in one font: measuring is the most expensive part of drawing a label. */
export class TextWidths {
  private readonly widths = new Map<string, number>();
  private font = '';

  /** Returns the width in pixels in the context's current font. */
  of(context: Pick<CanvasRenderingContext2D, 'font' | 'measureText'>, text: string): number {
    if (context.font !== this.font || this.widths.size >= MAX_CACHED) {
      this.font = context.font;
      this.widths.clear();
    }
    const known = this.widths.get(text);
    if (known !== undefined) {
      return known;
    }
    const { width } = context.measureText(text);
    this.widths.set(text, width);
    return width;
  }
}
