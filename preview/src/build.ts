import { build } from 'esbuild';
import { copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

/** Bundles the page with Grafana's own libraries into `dist/page`. */
const workspace = path.resolve(import.meta.dirname, '..');
const folder = path.join(workspace, 'dist/page');
const { resolve } = createRequire(import.meta.url);

await build({
  entryPoints: [path.join(workspace, 'page/main.tsx')],
  outfile: path.join(folder, 'main.js'),
  bundle: true,
  format: 'iife',
  jsx: 'automatic',
  target: 'es2022',
  minify: true,
  sourcemap: true,
  define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
  loader: { '.svg': 'dataurl', '.png': 'dataurl', '.woff2': 'dataurl', '.woff': 'dataurl', '.ttf': 'dataurl' },
  logLevel: 'error',
});
await copyFile(resolve('systemjs/dist/system.min.js'), path.join(folder, 'system.js'));
await copyFile(resolve('systemjs/dist/extras/amd.min.js'), path.join(folder, 'amd.js'));
