export { type Config, loadConfig, type Output } from './config.js';
export { type Authorization, type Bucket, type Database, InfluxDatabase, type Permission } from './database.js';
export { ConfigError, NotReadyError, RefusedError } from './errors.js';
export {
  clusterAccess,
  FolderStore,
  KubernetesSecretStore,
  type ClusterAccess,
  type TokenStore,
} from './stores/index.js';
export { ensureTokens, type TokenOutcome, WANTED_TOKENS } from './tokens.js';
export { type RetryOptions, whenReady } from './wait.js';
