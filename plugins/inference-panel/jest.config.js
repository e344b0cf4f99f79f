// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

const scaffolded = require('./.config/jest.config');

module.exports = {
  // Jest configuration provided by Grafana scaffolding
  ...scaffolded,
  displayName: 'inference-panel',
  moduleNameMapper: {
    ...scaffolded.moduleNameMapper,
    // The workspace's protocol is tested from its sources, whose imports end in `.js` as Node wants them.
    '^@framewatch/protocol$': '<rootDir>/../../protocol/src/index.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
