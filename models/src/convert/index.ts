export { convert, type ConvertedModel, type ConvertOptions } from './convert.js';
export * from './errors.js';
export { parseTfjsModel } from './tfjs.js';
