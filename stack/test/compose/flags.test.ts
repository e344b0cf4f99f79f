import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { root } from '../tools.js';
import { composeFile } from './compose-file.js';
import known from './known-flags.json' with { type: 'json' };

/** One command line with the image that it is for. */
interface CommandLine {
  where: string;
  image: string;
  words: readonly string[];
}

const { services } = composeFile();

const fromCompose: CommandLine[] = Object.entries(services).flatMap(([where, { image, command = [], healthcheck }]) => {
  const test = Array.isArray(healthcheck?.test) ? healthcheck.test : [];
  return [
    { where, image, words: command },
    { where: `${where}, health check`, image, words: test.slice(1) },
  ];
});

const manifest = z.object({
  spec: z.object({
    template: z.object({
      spec: z.object({ containers: z.array(z.object({ image: z.string(), args: z.array(z.string()).default([]) })) }),
    }),
  }),
});
const kustomization = z.object({ images: z.array(z.object({ name: z.string(), newTag: z.string() })) });

const fromKubernetes: CommandLine[] = ['prometheus', 'alertmanager'].flatMap((name) => {
  const read = (file: string): string => readFileSync(path.join(root, 'kubernetes/services', name, file), 'utf8');
  const { images } = kustomization.parse(parseAllDocuments(read('kustomization.yaml'))[0]?.toJS({}));
  return parseAllDocuments(read(`${name}.yaml`)).flatMap((document) => {
    const { data } = manifest.safeParse(document.toJS());
    return (data?.spec.template.spec.containers ?? []).map(({ image, args }) => ({
      where: `kubernetes/services/${name}`,
      image: `${image}:${images.find((one) => one.name === image)?.newTag ?? ''}`,
      words: args,
    }));
  });
});

/** The programs whose flags were recorded from their own help, by image; `wget` is that of BusyBox. */
const programs: Record<string, { program: string; flags: string[] }> = known;
const checked = [...fromCompose, ...fromKubernetes].filter(({ image, words }) => {
  const { program } = programs[image] ?? {};
  const [first = ''] = words;
  return first.startsWith('-') || words.slice(0, 2).join(' ') === program;
});

describe('flags of programs that no test runs', () => {
  it.each(checked.map((line) => [line.where, line] as const))('of %s are known to the pinned version', (_, line) => {
    const flags = line.words.flatMap((word) => /^--?([^=]+)/.exec(word)?.[1] ?? []);
    expect(flags.length).toBeGreaterThan(0);
    for (const flag of flags) expect(programs[line.image]?.flags).toContain(flag);
  });

  it('were recorded from the versions that run, each of which has a command line', () => {
    expect([...new Set(checked.map(({ image }) => image))].sort()).toEqual(Object.keys(programs).sort());
  });

  it('are recorded of every program whose command line has any', () => {
    const withFlags = [...fromCompose, ...fromKubernetes].filter(({ words }) => words[0]?.startsWith('-'));
    for (const { image } of withFlags) expect(Object.keys(programs)).toContain(image);
  });
});

describe('health checks with wget', () => {
  // BusyBox's applet in Alpine and in Prometheus' own base image.
  const KNOWN = ['-q', '-qO-', '--quiet', '--tries=1', '--spider'];

  it('use what the wget of BusyBox knows', () => {
    const lines = fromCompose.filter(({ words }) => words[0] === 'wget');
    expect(lines.length).toBeGreaterThan(6);
    for (const { where, words } of lines) {
      const options = words.filter((word) => word.startsWith('-'));
      expect([where, options.filter((option) => !KNOWN.includes(option))]).toEqual([where, []]);
    }
  });
});
