import { pathToFileURL } from 'node:url';
import path from 'node:path';
import { readVersion } from './index.js';

const manifest = (name: string) => pathToFileURL(path.join(__dirname, '..', name));

describe('readVersion', () => {
  it('gives the version of a package', () => {
    expect(readVersion(manifest('package.json'))).toMatch(/^\d+\.\d+\.\d+/);
  });

  it('throws where there is none', () => {
    expect(() => readVersion(manifest('tsconfig.json'))).toThrow('tsconfig.json has no version');
  });
});
