// `npm run build:web`: the plugins and the preview page, and when that was. Their own files do not tell: what comes out
// the same again is not written again.
import { spawnSync } from 'node:child_process';
import { plugins, root, stampBuild } from './built.mjs';

const args = process.argv.slice(2);
if (args.length > 0) {
  const help = args.length === 1 && args[0] === '--help';
  (help ? console.log : console.error)(
    'npm run build:web, without arguments, builds both plugins and the preview page'
  );
  process.exit(help ? 0 : 2);
}

const startedMs = Date.now();
for (const npmArgs of [
  ['run', 'build', ...plugins.flatMap((folder) => ['-w', folder])],
  ['run', 'build:page', '-w', 'preview'],
]) {
  const { status } = spawnSync('npm', npmArgs, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) process.exit(status ?? 1);
}
stampBuild('plugins', startedMs);
stampBuild('page', startedMs);
