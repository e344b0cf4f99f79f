export { colorRangeOf, colorSpaceOf } from './colors.js';
export { SeenPicture } from './crop.js';
export {
  type Orientation,
  type Part,
  type Size,
  UPRIGHT,
  isUpright,
  orientationFrom,
  sameOrientation,
} from './orientation.js';
export { PictureScaler, type PictureFormat, allocated } from './picture-scaler.js';
export { type View, pixelAspect, viewFrom, viewOf } from './view.js';
