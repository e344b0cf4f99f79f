export { FolderStore } from './folder.js';
export { clusterAccess, KubernetesSecretStore, type ClusterAccess } from './kubernetes-secret.js';
export type { TokenStore } from './types.js';
