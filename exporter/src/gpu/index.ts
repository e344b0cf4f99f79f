export { addGpus } from './add.js';
export { GpuReader, NO_READING, type GpuReading } from './reader.js';
