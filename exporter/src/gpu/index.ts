export { addGpus } from './add.js';
export { GpuReader, NO_GPU, type GpuReading } from './reader.js';
