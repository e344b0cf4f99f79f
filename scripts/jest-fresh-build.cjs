/**
 * Before the tests of a workspace: what they load built (worker threads, programs, packages of ours) is built of the
 * sources as they are. An old build would be tested else, without a word.
 */
const { existsSync } = require('node:fs');
const path = require('node:path');
const ts = require('typescript');

/** Workspaces whose tests load the built plugins and the built page. */
const WITH_PLUGINS = ['preview', 'demo'];

module.exports = async (_, { rootDir }) => {
  const { builtMs, changedMs, compiledFor, plugins, pluginSourcesChangedMs, root } = await import('./built.mjs');
  const workspace = path.relative(root, rootDir);
  const stale = staleProject(compiledFor(workspace).map((name) => path.join(root, name)));
  if (stale) {
    throw new Error(
      `${path.relative(root, path.dirname(stale))} has changed since it was built, or was not built: ` +
        `npm run build:node, or npm run test:unit -- ${workspace}, which builds what it needs`
    );
  }
  if (!WITH_PLUGINS.includes(workspace)) return;
  const pageChangedMs = Math.max(...['preview/page', 'preview/src'].map((name) => changedMs(path.join(root, name))));
  const built = [
    ...plugins.map((folder) => [`${folder}/dist/module.js`, builtMs('plugins'), pluginSourcesChangedMs()]),
    ['preview/dist/page/main.js', builtMs('page'), pageChangedMs],
  ];
  for (const [file, startedMs, changed] of built) {
    if (existsSync(path.join(root, file)) && startedMs >= changed) continue;
    throw new Error(`${file} is missing, or older than what it is made of: npm run build:web`);
  }
};

/** The first project of TypeScript that has to be built anew for these, or undefined. */
function staleProject(folders) {
  const builder = ts.createSolutionBuilder(ts.createSolutionBuilderHost(ts.sys), folders, {});
  for (;;) {
    const next = builder.getNextInvalidatedProject();
    if (!next || next.kind === ts.InvalidatedProjectKind.Build) return next?.project;
    // Nothing but times of files: what it is made of was built again, and is the same.
    next.done();
  }
}
