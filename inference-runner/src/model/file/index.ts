export { fileFacts, type MetadataFacts } from './file-facts.js';
export { pythonLiteral, PythonLiteralError, type PythonValue } from './python-literal.js';
export { type OnnxFileInfo, readOnnxFile } from './read-onnx-file.js';
