/**
 * Who may import whom, checked by `npm run lint`. Types count like code. No import closes a circle, and none goes against
 * the two tables below. What is outside of a room imports its `index.ts`, or a file of it that the table names. Tests, and what is in folders named `testing`, may import anything, but circles; nothing else
 * imports them.
 */

/** The workspaces, and which others each of them may import. */
const workspaces = {
  protocol: [],
  'viewer-client': ['protocol'],
  'service-kit': [],
  // What looks into a model is the runner's; the runner's own code does not know the catalogue.
  models: ['service-kit', 'inference-runner'],
  'inference-runner': ['protocol', 'service-kit'],
  exporter: ['protocol', 'service-kit'],
  'influxdb-tokens': ['service-kit'],
  'plugins/stream-datasource': ['protocol', 'viewer-client'],
  'plugins/inference-panel': ['protocol', 'viewer-client'],
  preview: ['protocol'],
  demo: ['protocol', 'service-kit', 'models', 'inference-runner', 'exporter', 'preview'],
  bench: ['protocol', 'viewer-client', 'service-kit', 'models', 'inference-runner', 'exporter', 'preview'],
  stack: ['service-kit', 'models'],
  dashboards: ['service-kit'],
  kubernetes: ['service-kit'],
};

/** What every room of the runner may import, and imports no room itself. */
const leaves = ['clock.ts', 'rate-limiter.ts', 'version.ts', 'frame', 'picture', 'telemetry'];

/** The rooms of the runner (`inference-runner/src/ROOM`), and what each may import besides leaves. */
const rooms = {
  config: [
    'model/families',
    'sink/types',
    'analysis/anomalies/schema.ts',
    'analysis/counting/schema.ts',
    'analysis/rules/problems.ts',
    'analysis/tracking/schema.ts',
  ],
  h264: [],
  encode: ['h264'],
  draw: [],
  history: [],
  state: [],
  stills: ['encode', 'state'],
  supervision: [],
  source: ['config', 'h264'],
  model: ['config'],
  relay: ['encode', 'source'],
  sink: ['config/id.ts'],
  viewer: ['config', 'relay'],
  sharding: ['config', 'viewer'],
  analysis: ['config/id.ts'],
  // Inference → analysis → publisher: one arrow.
  'pipeline/luma': ['analysis'],
  'pipeline/inference': ['model', 'source'],
  'pipeline/publisher': [
    'pipeline/inference',
    'analysis',
    'draw',
    'encode',
    'history',
    'model',
    'relay',
    'sink',
    'source',
    'stills',
    'viewer',
  ],
};

/** Files of rooms that others import beside `index.ts`, as the table says. */
const named = Object.values(rooms)
  .flat()
  .filter((name) => name.endsWith('.ts'));

/** The folders whose door is their `index.ts`, by workspace. */
const doors = {
  'inference-runner': [
    ...Object.keys(rooms),
    'frame',
    'picture',
    'telemetry',
    'pipeline',
    'model/families',
    'sink/types',
  ],
  exporter: ['config', 'convert', 'gpu', 'page', 'runners', 'server'],
};

const TESTS = '(\\.test\\.tsx?$|(^|/)(test|tests|testing|__mocks__)/|^e2e/)';
const SRC = '^inference-runner/src/';

const escaped = (name) => name.replaceAll('.', '\\.');
/** Matches a file, or what is in a folder. */
const inside = (names) => `(${names.map((name) => escaped(name) + (name.endsWith('.ts') ? '$' : '/')).join('|')})`;
/** Matches a workspace by its folder, which packages of ours lead to, or by its name where it is not built. */
const workspace = (names) => names.map((name) => `(^|^@framewatch/)${name.replace('plugins/', '(plugins/)?')}(/|$)`);

/** The doors of a room, and of the rooms in it. */
const doorsInside = (room) =>
  Object.values(doors)
    .flat()
    .filter((folder) => `${folder}/`.startsWith(`${room}/`))
    .map((folder) => `${folder}/index.ts`);

const rule = (name, comment, from, to) => ({ name, comment, severity: 'error', from, to });

export default {
  forbidden: [
    rule('no-circle', 'Move what both need into a file of its own.', {}, { circular: true }),
    rule('no-test-in-code', 'Only tests import tests.', { pathNot: TESTS }, { path: TESTS, pathNot: '/node_modules/' }),
    ...Object.entries(workspaces).map(([name, allowed]) =>
      rule(
        `workspace-${name}`,
        `${name} may import of ours: ${allowed.join(', ') || 'nothing'} (.dependency-cruiser.mjs).`,
        { path: `^${name}/`, pathNot: TESTS },
        { path: workspace(Object.keys(workspaces)), pathNot: workspace([name, ...allowed]) }
      )
    ),
    rule(
      'runner-leaf',
      'A leaf of the runner imports no room.',
      { path: SRC + inside(leaves), pathNot: TESTS },
      { path: SRC, pathNot: SRC + inside(leaves) }
    ),
    ...Object.entries(rooms).map(([room, allowed]) =>
      rule(
        `runner-${room}`,
        `${room} may import of the runner, besides leaves: ${allowed.join(', ') || 'nothing'} (.dependency-cruiser.mjs).`,
        { path: SRC + inside([room]), pathNot: TESTS },
        { path: SRC, pathNot: SRC + inside([room, ...allowed, ...leaves]) }
      )
    ),
    ...Object.entries(doors).flatMap(([name, folders]) =>
      folders.map((folder) =>
        rule(
          `door-${name}/${folder}`,
          `Import index.ts of ${folder}, and export there what is meant for others.`,
          { path: `^${name}/src/`, pathNot: [TESTS, `^${name}/src/${folder}/`] },
          { path: `^${name}/src/${folder}/`, pathNot: `^${name}/src/${inside([...doorsInside(folder), ...named])}` }
        )
      )
    ),
    rule(
      'runner-room-unknown',
      'Give the new room a line in the table of .dependency-cruiser.mjs.',
      { path: `${SRC}[^/]+/`, pathNot: [TESTS, SRC + inside([...Object.keys(rooms), ...leaves, 'pipeline'])] },
      { path: SRC }
    ),
    rule(
      'runner-pipeline',
      'pipeline imports what it wires, nothing that lies above it.',
      { path: `${SRC}pipeline/`, pathNot: TESTS },
      { path: SRC, pathNot: SRC + inside([...Object.keys(rooms), 'pipeline', ...leaves]) }
    ),
  ],
  options: {
    doNotFollow: { path: ['node_modules', '(^|/)dist/'] },
    // What create-plugin generated is as it is.
    exclude: { path: ['(^|/)coverage/', '/\\.config/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
