import { build } from 'esbuild';
import { copyFile, cp, mkdir } from 'node:fs/promises';
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
  define: {
    'process.env.NODE_ENV': '"production"',
    global: 'window',
    // The AMD loader is there for the plugins; libraries of the page that look for one must not find it.
    define: 'undefined',
  },
  loader: { '.ttf': 'file' },
  logLevel: 'error',
});
await copyFile(resolve('systemjs/dist/system.min.js'), path.join(folder, 'system.js'));
await copyFile(resolve('systemjs/dist/extras/amd.min.js'), path.join(folder, 'amd.js'));

// What Grafana serves beside its scripts: icons, and the typeface.
await cp(
  path.join(path.dirname(resolve('@grafana/ui/package.json')), 'dist/public/img'),
  path.join(folder, 'build/img'),
  {
    recursive: true,
  }
);
const fonts = path.join(folder, 'fonts/inter');
await mkdir(fonts, { recursive: true });
for (const [name, weight] of [
  ['Regular', 400],
  ['Medium', 500],
] as const) {
  const file = resolve(`@fontsource/inter/files/inter-latin-${weight}-normal.woff2`);
  await copyFile(file, path.join(fonts, `Inter-${name}.woff2`));
}
