import path from 'node:path';
import Config from '@npmcli/config';
import npm from '@npmcli/config/lib/definitions/index.js';

export interface NpmOptions {
  readonly registry: string;
  /** When to ask again, in milliseconds. */
  readonly retry: { readonly minTimeout?: number; readonly maxTimeout?: number };
  readonly [option: string]: unknown;
}

/**
 * What `npm` would fetch with here: registry, its credentials, proxy, certificates, cache, from all .npmrc files and
 * the environment.
 */
export async function npmOptions(env: NodeJS.ProcessEnv): Promise<NpmOptions> {
  // npm sets this for its scripts; beside npm lies the .npmrc that it was built with.
  const npmPath = env.npm_execpath ? path.resolve(env.npm_execpath, '../..') : process.cwd();
  const config = new Config({
    ...npm,
    npmPath,
    // A copy, as npm's reader also writes into it; no arguments, as ours are not npm's.
    env: { ...env },
    argv: [],
    cwd: process.cwd(),
    warn: false,
  });
  await config.load();
  const { flat } = config;
  if (!config.isDefault('fetch-retry-mintimeout') || !config.isDefault('fetch-retry-maxtimeout')) return flat;
  // npm waits 10 s, then 60 s before it admits to being offline: too long for somebody who waits for a demo.
  return { ...flat, retry: { ...flat.retry, minTimeout: 1000, maxTimeout: 5000 } };
}
