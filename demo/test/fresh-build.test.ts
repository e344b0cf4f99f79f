import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** What jest does before the tests of a workspace, in a checkout of its own. */
const REAL = path.resolve(__dirname, '../..');
const TSC = path.join(REAL, 'node_modules/typescript/bin/tsc');

let root: string;
const put = (file: string, content = ''): void => {
  mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
  writeFileSync(path.join(root, file), content);
};
const build = () => execFileSync(process.execPath, [TSC, '-b', 'exporter'], { cwd: root });

/** What is said against running the tests of a workspace; empty where nothing is. */
function objection(workspace: string): string {
  const code = `require('./scripts/jest-fresh-build.cjs')({}, { rootDir: '${path.join(root, workspace)}' })
    .catch((error) => console.log(error.message))`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', code], { cwd: root, encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout;
}

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), 'framewatch-fresh-'));
  for (const name of ['built.mjs', 'jest-fresh-build.cjs']) {
    cpSync(path.join(REAL, 'scripts', name), path.join(root, 'scripts', name));
  }
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(path.join(REAL, 'node_modules/typescript'), path.join(root, 'node_modules/typescript'));
  for (const [name, needed] of [
    ['protocol', []],
    ['exporter', ['protocol']],
  ] as const) {
    const dependencies = Object.fromEntries(needed.map((one) => [`@framewatch/${one}`, '0.1.0']));
    put(`${name}/package.json`, JSON.stringify({ dependencies }));
    put(
      `${name}/tsconfig.json`,
      JSON.stringify({
        compilerOptions: { composite: true, rootDir: 'src', outDir: 'dist', types: [] },
        include: ['src'],
        references: needed.map((one) => ({ path: `../${one}` })),
      })
    );
    put(`${name}/src/index.ts`, 'export const a = 1;\n');
  }
});
afterEach(() => rmSync(root, { recursive: true }));

it('refuses what was not built, and takes what was', () => {
  expect(objection('exporter')).toContain('npm run build:node, or npm run test:unit -- exporter');
  build();
  expect(objection('exporter')).toBe('');
});

it.each([
  ['a source of its own', 'exporter'],
  ['a source of a workspace that it is made with', 'protocol'],
])('refuses a build that is older than %s', (_, name) => {
  build();
  put(`${name}/src/index.ts`, 'export const a = "changed";\n');
  expect(objection('exporter')).toMatch(new RegExp(`^${name} has changed since it was built`));
});

it('refuses a build with a source too few', () => {
  build();
  put('exporter/src/more.ts', 'export const b = 1;\n');
  expect(objection('exporter')).toContain('exporter has changed');
});

it('takes a source that has another time, but not another text', () => {
  build();
  const later = new Date(Date.now() + 10_000);
  utimesSync(path.join(root, 'exporter/src/index.ts'), later, later);
  expect(objection('exporter')).toBe('');
});

describe('the built plugins and the page', () => {
  beforeEach(() => {
    put('package-lock.json');
    for (const name of ['stream-datasource', 'inference-panel']) {
      put(`plugins/${name}/package.json`, '{}');
      put(`plugins/${name}/src/module.ts`);
    }
    put('preview/package.json', '{}');
    put('preview/page/main.tsx');
    put('preview/src/index.ts');
    put('preview/tsconfig.json', '{"files":[],"references":[{"path":"../protocol"}]}');
    build();
  });
  const buildWeb = () => {
    for (const name of ['stream-datasource', 'inference-panel']) put(`plugins/${name}/dist/module.js`);
    put('preview/dist/page/main.js');
    // As scripts/build-web.mjs does: what comes out the same again is not written again.
    for (const name of ['plugins', 'page']) put(`node_modules/.cache/framewatch/${name}`, String(Date.now() + 5_000));
  };

  it('are refused where they are missing or old', () => {
    expect(objection('preview')).toContain('plugins/stream-datasource/dist/module.js is missing');
    buildWeb();
    expect(objection('preview')).toBe('');
    const later = new Date(Date.now() + 10_000);
    utimesSync(path.join(root, 'preview/page/main.tsx'), later, later);
    expect(objection('preview')).toContain('preview/dist/page/main.js is missing, or older than');
    utimesSync(path.join(root, 'plugins/inference-panel/src/module.ts'), later, later);
    expect(objection('preview')).toContain('module.js is missing, or older than what it is made of: npm run build:web');
  });
});
