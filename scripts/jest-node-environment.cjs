/**
 * Node's test environment with `Symbol.dispose` and `Symbol.asyncDispose`: Node before 24 adds them to its own context
 * only, while each test file runs in one of its own.
 */
const { TestEnvironment } = require('jest-environment-node');

module.exports = class extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    for (const name of ['dispose', 'asyncDispose']) {
      if (!this.global.Symbol[name]) Object.defineProperty(this.global.Symbol, name, { value: Symbol[name] });
    }
  }
};
