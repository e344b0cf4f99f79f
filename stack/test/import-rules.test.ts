import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from './tools.js';

const CONFIG = '.dependency-cruiser.mjs';
const DEPCRUISE = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');

// Each test is a run of the program.
jest.setTimeout(60_000);

interface Violation {
  from: string;
  to: string;
  rule: { name: string };
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'framewatch-imports-'));
  for (const name of [CONFIG, 'tsconfig.base.json']) await copyFile(path.join(root, name), path.join(folder, name));
});
afterEach(() => rm(folder, { recursive: true }));

/** What the rules of `npm run lint` have against these files, `rule: importer → imported`. */
async function violations(files: Record<string, string>): Promise<string[]> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(path.join(folder, path.dirname(name)), { recursive: true });
    await writeFile(path.join(folder, name), text);
  }
  const args = [DEPCRUISE, '--config', CONFIG, '--output-type', 'json', '.'];
  // It exits with the number of errors that it found; what it prints is looked at instead.
  const printed = await new Promise<string>((resolve) =>
    execFile(process.execPath, args, { cwd: folder }, (_, stdout) => resolve(stdout))
  );
  const { summary } = JSON.parse(printed) as { summary: { violations: Violation[]; totalCruised: number } };
  expect(summary.totalCruised).toBeGreaterThanOrEqual(Object.keys(files).length);
  return summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`).sort();
}

const EMPTY = 'export {};\n';
const SRC = 'inference-runner/src';

it('lets pass what follows the tables', async () => {
  expect(
    await violations({
      [`${SRC}/runner.ts`]: "import './pipeline/index.js';\n",
      [`${SRC}/pipeline/index.ts`]: "import './stream.js';\n",
      [`${SRC}/pipeline/stream.ts`]:
        "import './inference/index.js';\nimport '../clock.js';\nimport '@framewatch/protocol';\n",
      [`${SRC}/pipeline/inference/index.ts`]: "import '../../source/index.js';\n",
      [`${SRC}/source/index.ts`]: "import type { Config } from '../config/index.js';\nexport type Source = Config;\n",
      [`${SRC}/config/index.ts`]: 'export type Config = string;\n',
      [`${SRC}/clock.ts`]: EMPTY,
      [`${SRC}/clock.test.ts`]: "import './runner.js';\nimport '../../exporter/src/page.js';\n",
      'exporter/src/page.ts': EMPTY,
    })
  ).toEqual([]);
});

it('finds a circle of types', async () => {
  expect(
    await violations({
      [`${SRC}/source/a.ts`]: "import type { B } from './b.js';\nexport type A = B[];\n",
      [`${SRC}/source/b.ts`]: "import type { A } from './a.js';\nexport type B = A | number;\n",
    })
  ).toEqual([`no-circle: ${SRC}/source/a.ts → ${SRC}/source/b.ts`]);
});

it('finds a room of the runner, or a leaf, that imports a type from one above it', async () => {
  expect(
    await violations({
      [`${SRC}/pipeline/index.ts`]: 'export type Stream = string;\n',
      [`${SRC}/viewer/index.ts`]: "import type { Stream } from '../pipeline/index.js';\nexport type S = Stream;\n",
      [`${SRC}/pipeline/inference/stage.ts`]: "export { now } from '../publisher/index.js';\n",
      [`${SRC}/pipeline/publisher/index.ts`]: 'export const now = 0;\n',
      [`${SRC}/clock.ts`]: "import './viewer/index.js';\n",
      [`${SRC}/source/index.ts`]: "import '../runner.js';\n",
      [`${SRC}/runner.ts`]: EMPTY,
    })
  ).toEqual([
    `runner-leaf: ${SRC}/clock.ts → ${SRC}/viewer/index.ts`,
    `runner-pipeline/inference: ${SRC}/pipeline/inference/stage.ts → ${SRC}/pipeline/publisher/index.ts`,
    `runner-source: ${SRC}/source/index.ts → ${SRC}/runner.ts`,
    `runner-viewer: ${SRC}/viewer/index.ts → ${SRC}/pipeline/index.ts`,
  ]);
});

it('finds what imports a room past its door', async () => {
  expect(
    await violations({
      [`${SRC}/runner.ts`]: "import './viewer/server.js';\nimport './model/families/index.js';\n",
      [`${SRC}/viewer/server.ts`]: "import type { Config } from '../config/types.js';\nexport type S = Config;\n",
      [`${SRC}/config/types.ts`]: 'export type Config = string;\n',
      [`${SRC}/model/load.ts`]: "import './families/yolo.js';\n",
      [`${SRC}/model/families/index.ts`]: "import './yolo.js';\n",
      [`${SRC}/model/families/yolo.ts`]: EMPTY,
      'exporter/src/server/server.ts': "import '../page/page.js';\n",
      'exporter/src/page/page.ts': EMPTY,
    })
  ).toEqual([
    'door-exporter/page: exporter/src/server/server.ts → exporter/src/page/page.ts',
    `door-inference-runner/config: ${SRC}/viewer/server.ts → ${SRC}/config/types.ts`,
    `door-inference-runner/model/families: ${SRC}/model/load.ts → ${SRC}/model/families/yolo.ts`,
    `door-inference-runner/viewer: ${SRC}/runner.ts → ${SRC}/viewer/server.ts`,
  ]);
});

it('finds a room that is not in the table', async () => {
  expect(
    await violations({
      [`${SRC}/storage/index.ts`]: "import '../sink/index.js';\n",
      [`${SRC}/sink/index.ts`]: EMPTY,
    })
  ).toEqual([`runner-room-unknown: ${SRC}/storage/index.ts → ${SRC}/sink/index.ts`]);
});

it('finds a workspace that imports another against the direction, by its path or its name', async () => {
  expect(
    await violations({
      'protocol/src/index.ts': "import type { Page } from '@framewatch/exporter';\nexport type P = Page;\n",
      'exporter/src/page.ts': `import type { R } from '../../${SRC}/runner.js';\nexport type Page = R;\n`,
      [`${SRC}/runner.ts`]: 'export type R = string;\n',
      'plugins/inference-panel/src/module.ts': "import '@framewatch/stream-datasource';\n",
    })
  ).toEqual([
    `workspace-exporter: exporter/src/page.ts → ${SRC}/runner.ts`,
    'workspace-plugins/inference-panel: plugins/inference-panel/src/module.ts → @framewatch/stream-datasource',
    'workspace-protocol: protocol/src/index.ts → @framewatch/exporter',
  ]);
});

it('finds code that imports a test', async () => {
  expect(
    await violations({
      'exporter/src/page.ts': "import './testing/fake.js';\n",
      'exporter/src/testing/fake.ts': EMPTY,
    })
  ).toEqual(['no-test-in-code: exporter/src/page.ts → exporter/src/testing/fake.ts']);
});

it('knows every workspace', async () => {
  const { workspaces } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as {
    workspaces: string[];
  };
  const config = await readFile(path.join(root, CONFIG), 'utf8');
  const table = /const workspaces = \{(.*?)\n\};/s.exec(config)?.[1] ?? '';
  expect([...table.matchAll(/^ {2}'?([\w/-]+)'?:/gm)].map(([, name]) => name).sort()).toEqual(workspaces.sort());
});
