export { H264Encoder } from './h264-encoder.js';
export { JpegEncoder, encodeJpeg } from './jpeg-encoder.js';
export type * from './picture-encoder.js';
