/**
 * A jest transform for packages of ES modules around native code: jest gets what Node itself loads, once per process.
 * Their sources do not survive a translation to CommonJS (node-av declares its own __dirname).
 */
module.exports = {
  process: () => ({
    code: `module.exports = process.getBuiltinModule('node:module').createRequire(__filename)(__filename);`,
  }),
};
