import path from 'node:path';

export { findChromium, launchChromium } from './browser.js';
export { type DataSource, type ProxyRoute, fillTemplate, proxyRoutes } from './plugin-routes.js';
export { type Preview, type PreviewOptions, startPreview } from './server.js';

/** Where `npm run build` puts the page. */
export const pageFolder = path.resolve(import.meta.dirname, '../dist/page');
