export { addGpus } from './add.js';
export { GpuReader, NOTHING_KNOWN, type GpuReading } from './reader.js';
