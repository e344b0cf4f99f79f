// `npm run build:web`: the plugins and the preview page, and when that was. Their own files do not tell: what comes out
// the same again is not written again.
import { spawnSync } from 'node:child_process';
import { plugins, root, stampBuild } from './built.mjs';

const startedMs = Date.now();
for (const args of [
  ['run', 'build', ...plugins.flatMap((folder) => ['-w', folder])],
  ['run', 'build:page', '-w', 'preview'],
]) {
  const { status } = spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
stampBuild('plugins', startedMs);
stampBuild('page', startedMs);
