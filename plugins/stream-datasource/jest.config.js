// force timezone to UTC to allow tests to work regardless of local timezone
// generally used by snapshots, but can affect specific tests
process.env.TZ = 'UTC';

// Jest configuration provided by Grafana scaffolding
const base = require('./.config/jest.config');

module.exports = {
  ...base,
  displayName: 'stream-datasource',
  moduleNameMapper: {
    ...base.moduleNameMapper,
    '^@framewatch/protocol$': '<rootDir>/../../protocol/src/index.ts',
    // The protocol's sources import each other with the suffix that Node wants.
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
};
