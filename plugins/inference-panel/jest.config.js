// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

// Jest configuration provided by Grafana scaffolding
const base = require('./.config/jest.config');

const [[, swc]] = Object.entries(base.transform);

module.exports = {
  ...base,
  displayName: 'inference-panel',
  // The scaffold transforms .js only; d3-color 3 is a .mjs module.
  transform: { ...base.transform, '^.+\\.mjs$': swc },
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^@framewatch/(protocol|viewer-client)$': '<rootDir>/../../$1/src/index.ts',
    '^@framewatch/viewer-client/testing$': '<rootDir>/../../viewer-client/src/testing/index.ts',
    // The sources of ours import each other with the suffix that Node wants.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
