// What is built of what, and when it changed. Node's own modules only: scripts/run.mjs needs it before anything is installed.
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const plugins = ['plugins/stream-datasource', 'plugins/inference-panel'];

/** What tests load built beyond what the package.json of their workspace names: a model and a clip, for example. */
const BESIDES = { 'inference-runner': ['models'] };

/** The workspaces of ours that a workspace is made with, as folders. */
export function workspacesOf(folder) {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
  const names = Object.keys({ ...dependencies, ...devDependencies }).map(
    (name) => /^@framewatch\/(.*)/.exec(name)?.[1]
  );
  const folders = names.filter((name) => name !== undefined && existsSync(path.join(root, name)));
  return [...folders, ...folders.flatMap(workspacesOf)];
}

/** The workspaces that have to be compiled for the tests of one: those of the plugins take sources only. */
export function compiledFor(workspace) {
  if (plugins.includes(workspace)) return [];
  return [...new Set([workspace, ...workspacesOf(workspace), ...(BESIDES[workspace] ?? [])])];
}

/** What is below a source folder and goes into nothing that is built. */
const NOT_BUILT = /^(node_modules|dist|testing)$|\.test\.tsx?$/;

/** When anything below a path that is built changed last, milliseconds. */
export function changedMs(file) {
  const stats = statSync(file);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const names = readdirSync(file).filter((name) => !NOT_BUILT.test(name));
  // A folder tells what was removed from it; that of a workspace, when `dist` came into it.
  const own = names.includes('package.json') ? 0 : stats.mtimeMs;
  return Math.max(own, ...names.map((name) => changedMs(path.join(file, name))));
}

/** When anything that the plugins are made of changed last, milliseconds. */
export function pluginSourcesChangedMs() {
  const sources = ['package-lock.json', 'plugins', ...plugins.flatMap(workspacesOf)];
  return Math.max(...sources.map((name) => changedMs(path.join(root, name))));
}

const stampOf = (name) => path.join(root, 'node_modules/.cache/framewatch', name);

/** When the last build of `plugins` or `page` that succeeded began, milliseconds; 0 where there was none. */
export function builtMs(name) {
  return existsSync(stampOf(name)) ? Number(readFileSync(stampOf(name), 'utf8')) : 0;
}

/** Remembers when a build began that has succeeded: what is changed while it runs is built the next time. */
export function stampBuild(name, startedMs) {
  mkdirSync(path.dirname(stampOf(name)), { recursive: true });
  writeFileSync(stampOf(name), String(startedMs));
}
