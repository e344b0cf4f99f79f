export type Fit = 'contain' | 'cover';

export interface Size {
  width: number;
  height: number;
}

export interface Rect extends Size {
  x: number;
  y: number;
}

/** Returns the rectangle of the picture in a panel, CSS pixels. With `cover` it exceeds the panel on one axis. */
export function placePicture(picture: Size, panel: Size, fit: Fit): Rect {
  const across = panel.width / picture.width;
  const down = panel.height / picture.height;
  const scale = fit === 'contain' ? Math.min(across, down) : Math.max(across, down);
  const width = picture.width * scale;
  const height = picture.height * scale;
  return { x: (panel.width - width) / 2, y: (panel.height - height) / 2, width, height };
}

/** Returns the pixels of a canvas that is shown at `shown` CSS pixels: never more than those of the picture. */
export function backingSize(picture: Size, shown: Size, pixelRatio: number): Size {
  return {
    width: Math.max(1, Math.min(picture.width, Math.round(shown.width * pixelRatio))),
    height: Math.max(1, Math.min(picture.height, Math.round(shown.height * pixelRatio))),
  };
}
