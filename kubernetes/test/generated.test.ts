import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { generate } from '../src/generated.js';
import { ROOT } from '../src/paths.js';

describe('what is generated and checked in', () => {
  it.each(generate(ROOT).map(({ path, text }) => [path, text]))('is up to date: %s', (path, text) => {
    const file = join(ROOT, path);
    // What to do about it: npm run generate -w kubernetes
    expect(existsSync(file) ? readFileSync(file, 'utf8') : '').toBe(text);
  });
});
