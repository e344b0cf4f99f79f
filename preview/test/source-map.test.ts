import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PLUGINS = path.resolve(__dirname, '../../plugins');

/** What plugin-validator passes over, and what it takes off the beginning of a path (pkg/sourcemap, `isIgnoredFile`). */
const IGNORED = ['external ', 'webpack/', '../node_modules', './node_modules/'];
const IGNORED_ENDS = ['.css', '.scss', '.sass', '.less', '.svg', '.svg$', '.json'];

/** The packages whose sources are in a plugin. */
const BUNDLED = ['@framewatch/protocol', '@framewatch/viewer-client', 'grafana-public-path.js', 'zod'];

interface SourceMap {
  sources: string[];
  sourcesContent: string[];
}

/** The sources that plugin-validator would say differ from what lies below the plugin's `src`. */
function differing(id: string, map: SourceMap, sourceFolder: string): string[] {
  const prefix = new RegExp(`^webpack://${id}/*|^webpack:/*`);
  return map.sources
    .map((source, i) => ({ file: source.replace(prefix, ''), content: map.sourcesContent[i] }))
    .filter(({ file }) => {
      const [bare = ''] = file.split('?');
      return !IGNORED.some((start) => bare.startsWith(start)) && !IGNORED_ENDS.some((end) => bare.endsWith(end));
    })
    .filter(({ file, content }) => {
      const found = path.join(sourceFolder, file);
      return !existsSync(found) || unix(readFileSync(found, 'utf8')) !== unix(content ?? '');
    })
    .map(({ file }) => file);
}

const unix = (text: string) => text.replaceAll('\r\n', '\n');

/** Of the bundles as `npm run build:web` made them from the present sources. */
describe.each(['stream-datasource', 'inference-panel'])('the source map of %s', (name) => {
  const folder = path.join(PLUGINS, name);
  const map = JSON.parse(readFileSync(path.join(folder, 'dist/module.js.map'), 'utf8')) as SourceMap;
  const { id } = JSON.parse(readFileSync(path.join(folder, 'dist/plugin.json'), 'utf8')) as { id: string };

  it('is taken by plugin-validator: its own files lie where it says, and are the same', () => {
    expect(differing(id, map, path.join(folder, 'src'))).toEqual([]);
    expect(map.sourcesContent).toHaveLength(map.sources.length);
    expect(map.sources).toContain(`webpack://${id}/./module.ts`);
  });

  it('names what comes from packages by the package', () => {
    const packages = map.sources.flatMap((source) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []);
    expect(new Set(packages)).toEqual(new Set(BUNDLED));
  });
});

it('a path that leads out of the plugin, and another content, would be told', () => {
  const folder = path.join(PLUGINS, 'inference-panel/src');
  const map = {
    sources: [
      'webpack://x/../src/binary.ts',
      'webpack://x/javascript/node_modules/zod/a.js',
      'webpack://x/./module.ts',
    ],
    sourcesContent: ['', '', 'other'],
  };
  expect(differing('x', map, folder)).toEqual(['../src/binary.ts', 'javascript/node_modules/zod/a.js', './module.ts']);
});
