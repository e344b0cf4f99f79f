/** One jest run over every workspace; `npx jest --selectProjects exporter` runs one of them. */

// As the runner does: tests that load ONNX Runtime themselves send no usage figures to its maker either.
process.env.ORT_DISABLE_TELEMETRY ??= '1';

/** A workspace of ES modules for Node: TypeScript goes through swc, imports of ours resolve to sources. */
const nodeProject = (workspace) => ({
  displayName: workspace,
  rootDir: `<rootDir>/${workspace}`,
  globalSetup: '<rootDir>/../scripts/jest-fresh-build.cjs',
  testEnvironment: '<rootDir>/../scripts/jest-node-environment.cjs',
  testMatch: ['<rootDir>/src/**/*.test.ts', '<rootDir>/test/**/*.test.ts'],
  transform: {
    '/node_modules/node-av/': '<rootDir>/../scripts/jest-native-package.cjs',
    '^.+\\.[cm]?[jt]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [
    '/node_modules/(?!(node-av|env-paths|is-safe-filename|marked|marked-mangle|d3[a-z-]*|internmap|delaunator|robust-predicates|uuid|react-colorful|ol)/)',
  ],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@framewatch/(protocol|service-kit|viewer-client)$': '<rootDir>/../$1/src/index.ts',
    '^@framewatch/service-kit/(config|log)$': '<rootDir>/../service-kit/src/$1',
    '^@framewatch/viewer-client/testing$': '<rootDir>/../viewer-client/src/testing/index.ts',
  },
});

export default {
  projects: [
    ...[
      'protocol',
      'viewer-client',
      'service-kit',
      'models',
      'inference-runner',
      'exporter',
      'influxdb-tokens',
      'preview',
      'demo',
      'bench',
      'stack',
      'dashboards',
      'kubernetes',
    ].map(nodeProject),
    '<rootDir>/plugins/stream-datasource',
    '<rootDir>/plugins/inference-panel',
  ],
};
