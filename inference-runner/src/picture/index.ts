export { colorRangeOf, colorSpaceOf } from './colors.js';
export { asSeen, type Part, partOf } from './crop.js';
export { type Orientation, type Size, UPRIGHT, isUpright, orientationFrom, sameOrientation } from './orientation.js';
export { PictureScaler, type PictureFormat, allocated } from './picture-scaler.js';
export { type View, pixelAspect, viewFrom, viewOf } from './view.js';
