export { type OnnxFileInfo, readOnnxFile } from './read-onnx-file.js';
