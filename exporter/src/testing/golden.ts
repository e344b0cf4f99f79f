import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { joinParts, type Page } from '../page/index.js';

/** Where captures and expected pages are. */
export const FIXTURES = fileURLToPath(new URL('../../test/fixtures', import.meta.url));

/** The text of a fixture. */
export function fixture(name: string): string {
  return readFileSync(path.join(FIXTURES, name), 'utf8');
}

/** Compares with an expected page, or writes it where UPDATE_GOLDEN is set: read what it changed before committing it. */
export function expectGolden(name: string, actual: string): void {
  if (process.env.UPDATE_GOLDEN) writeFileSync(path.join(FIXTURES, name), actual);
  expect(actual).toBe(fixture(name));
}

/** What Prometheus would be sent of this page alone. */
export function textOf(page: Page): string {
  return joinParts([page.render()]).toString();
}
