export { JpegDecoder } from './JpegDecoder';
export { WebCodecsDecoder, type WebCodecs } from './WebCodecsDecoder';
export { browserAbilities, planDecoders, type BrowserAbilities, type TransportChoice } from './ladder';
export type * from './types';
