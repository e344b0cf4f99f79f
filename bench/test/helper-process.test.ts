import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

const BUILT = pathToFileURL(path.resolve(__dirname, '../dist/helper-process.js')).href;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'framewatch-helper-'));
  await writeFile(
    path.join(folder, 'helper.mjs'),
    `import { answerQuestions } from '${BUILT}';
     import { writeFileSync } from 'node:fs';
     answerQuestions({ double: (n) => 2 * n }, () => writeFileSync(new URL('./finished', import.meta.url), ''));`
  );
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs a benchmark of these lines, with a helper; gives what it printed. */
async function bench(lines: string): Promise<string> {
  const file = path.join(folder, 'bench.mjs');
  const helper = `new HelperProcess(new URL('./helper.mjs', import.meta.url))`;
  await writeFile(file, `import { HelperProcess } from '${BUILT}';\nconst helper = ${helper};\n${lines}`);
  const child = spawn(process.execPath, [file], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  await once(child, 'close');
  return output;
}

async function finished(): Promise<void> {
  while (!(await readdir(folder)).includes('finished')) await delay(20);
}

test('answers, and has finished when it has been ended', async () => {
  expect(await bench(`console.log(await helper.ask('double', 21)); await helper.end();`)).toBe('42\n');
  expect(await readdir(folder)).toContain('finished');
});

test('one that is paused ends too when the benchmark is interrupted', async () => {
  await bench(`await helper.ask('double', 1); helper.pause(); process.exit(130);`);
  await finished();
});
