import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './tools.js';

const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

/** Files below `folder`, with paths from the root. */
const below = (folder: string) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => path.join(folder, name));

const withoutCode = (text: string) => text.replace(/^```[^]*?^```/gm, '').replace(/`[^`\n]*`/g, '');

/** The anchors that GitHub gives to headings. */
const anchorsIn = (file: string) =>
  [
    ...read(file)
      .replace(/^```[^]*?^```/gm, '')
      .matchAll(/^#+ (.+)$/gm),
  ].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-')
  );

const pages = [
  'README.md',
  ...below('docs').filter((file) => file.endsWith('.md')),
  'plugins/inference-panel/src/README.md',
  'plugins/stream-datasource/src/README.md',
];

/** A cell is read at a glance; what is longer is a list or a section. Code and the targets of links do not count. */
const LONGEST_CELL = 110;

describe.each(pages)('%s', (page) => {
  it('has no table whose cells are paragraphs', () => {
    const rows = read(page)
      .replace(/^```[^]*?^```/gm, '')
      .match(/^\|.*\|$/gm);
    const cells = (rows ?? []).flatMap((row) =>
      row
        .replace(/`[^`]*`/g, '')
        .replace(/\]\([^)]*\)/g, '')
        .split('|')
    );
    expect(cells.map((cell) => cell.trim()).filter((cell) => cell.length > LONGEST_CELL && /[^-]/.test(cell))).toEqual(
      []
    );
  });

  it('has links that lead somewhere', () => {
    const links = [...withoutCode(read(page)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? page : path.join(path.dirname(page), file);
        return !existsSync(path.join(root, target)) || (anchor !== undefined && !anchorsIn(target).includes(anchor));
      });
    expect(broken).toEqual([]);
  });
});

describe('README.md', () => {
  it('leads to every page of docs/', () => {
    const readme = read('README.md');
    const unlinked = readdirSync(path.join(root, 'docs')).filter(
      (name) => name.endsWith('.md') && !readme.includes(`](docs/${name}`)
    );
    expect(unlinked).toEqual([]);
  });
});

/** As the message reads: of the source without the marks of its strings. */
const asMessages = (source: string) => source.replace(/['`] \+\s+['`]/g, '').replace(/\\(['"`])/g, '$1');

const sources = [
  'inference-runner/src',
  'exporter/src',
  'protocol/src',
  'service-kit/src',
  'viewer-client/src',
  'plugins/stream-datasource/src',
  'plugins/inference-panel/src',
  'influxdb-tokens/src',
  'stack/src',
]
  .filter((folder) => existsSync(path.join(root, folder)))
  .flatMap(below)
  .filter((file) => /\.[cm]?tsx?$/.test(file) && !/\.test\.|\/testing\//.test(file))
  .map((file) => asMessages(read(file)));

/** Whether a file has all `parts`, one behind the other. */
function hasInOrder(source: string, parts: readonly string[]): boolean {
  let from = 0;
  for (const part of parts) {
    const at = source.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return true;
}

describe('docs/troubleshooting.md', () => {
  const page = read('docs/troubleshooting.md');
  const quotes = [...page.matchAll(/^> `(.+)`$/gm)].map(([, quote = '']) => quote);

  it('quotes each message on a line of its own', () => {
    expect(page.match(/^>.*$/gm)).toHaveLength(quotes.length);
    expect(quotes.length).toBeGreaterThan(50);
  });

  it.each(quotes)('quotes what a part says: %s', (quote) => {
    const parts = quote.split('…').filter((part) => part.trim() !== '');
    expect(sources.some((source) => hasInOrder(source, parts))).toBe(true);
  });

  it('leads to runbooks of alerts, and names every state of a stream', () => {
    const machine = read('inference-runner/src/source/state-machine.ts');
    const [, table = ''] = /TRANSITIONS[^{]*\{([^}]*)\}/.exec(machine) ?? [];
    const states = [...table.matchAll(/^ {2}'?([\w-]+)'?:/gm)].map(([, state = '']) => state);
    expect(states.length).toBeGreaterThan(7);
    expect(states.filter((state) => !page.includes(`### \`${state}\``))).toEqual([]);
    expect(page.match(/\]\(runbooks\/[\w-]+\.md\)/g)?.length).toBeGreaterThan(10);
  });
});

describe('docs/security.md', () => {
  const page = read('docs/security.md');

  it('names every port that compose publishes on loopback', () => {
    const published = [...read('docker-compose.yml').matchAll(/127\.0\.0\.1:\d+(?=[:}])/g)].map(([address]) => address);
    expect(published.length).toBeGreaterThan(6);
    expect(published.filter((address) => !page.includes(address))).toEqual([]);
  });

  it('names every capability that compose adds', () => {
    const added = [...read('docker-compose.yml').matchAll(/cap_add: \[(.*)\]/g)].flatMap(([, names = '']) =>
      names.split(', ')
    );
    expect(added).toContain('SYS_ADMIN');
    expect(added.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  const page = read('docs/architecture.md');
  /** What a section's items begin with: folders, without what is behind their first slash. */
  const listed = (section: string) => {
    const [, text = ''] = new RegExp(`^## ${section}\\n(.*?)^## `, 'ms').exec(page) ?? [];
    const heads = [...text.matchAll(/^- ([^:]+):/gm)].map(([, head = '']) => head);
    return new Set(heads.flatMap((head) => [...head.matchAll(/`([^`]+?)\/`/g)].map(([, name]) => name)));
  };

  it('lists every room of the runner, and no other', () => {
    const rooms = readdirSync(path.join(root, 'inference-runner/src'), { withFileTypes: true });
    const folders = rooms.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    expect([...listed('Rooms of the runner')].sort()).toEqual(folders.sort());
  });

  it('lists every workspace', () => {
    const { workspaces } = JSON.parse(read('package.json')) as { workspaces: string[] };
    const packages = listed('Packages');
    expect(workspaces.filter((workspace) => !packages.has(workspace))).toEqual([]);
  });
});
