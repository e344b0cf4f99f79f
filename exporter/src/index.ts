export * from './config/index.js';
export { createExporter, type Exporter, type ExporterDeps } from './exporter.js';
export type { Resolver } from './runners/index.js';
export { ListenError } from './server/index.js';
export { VERSION } from './version.js';
