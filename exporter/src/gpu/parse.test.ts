import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Page } from '../page/index.js';
import { expectGolden, fixture, FIXTURES, textOf } from '../testing/golden.js';
import { addGpus } from './add.js';
import { KnownGpus } from './condition.js';
import { GpuOutputError } from './csv.js';
import { ALL_FIELDS, currentName } from './fields.js';
import { type Listing, parseGpus } from './parse.js';
import { NO_READING } from './reader.js';

const CAPTURES = readdirSync(path.join(FIXTURES, 'nvidia-smi')).filter((name) => name.endsWith('.csv'));

/** The fields that a capture was made with. */
function fieldsOf(output: string): string[] {
  const [header = ''] = output.split(/\r?\n/, 1);
  return header.split(', ').map((title) => title.split(' ')[0] ?? '');
}

function pageOf(output: string, fields = fieldsOf(output)): string {
  const page = new Page();
  const listing = parseGpus(output, fields);
  addGpus(page, { ...NO_READING, ...listing, condition: new KnownGpus().judge(listing, 0) });
  return textOf(page);
}

describe('parseGpus', () => {
  it.each(CAPTURES)('%s', (capture) => {
    expectGolden(`nvidia-smi/${capture.replace(/csv$/, 'metrics')}`, pageOf(fixture(`nvidia-smi/${capture}`)));
  });

  it('captures hold only fields that are asked for', () => {
    const fields = CAPTURES.flatMap((capture) => fieldsOf(fixture(`nvidia-smi/${capture}`)));
    expect(fields.map(currentName).filter((field) => !ALL_FIELDS.includes(field))).toEqual([]);
  });

  it('tells a GPU that has fallen off the bus by its place', () => {
    const capture = fixture('nvidia-smi/rtx-3090-one-lost-525.147.05.csv');
    const { gpus, unreachable } = parseGpus(capture, fieldsOf(capture));
    expect(gpus.map(({ info }) => info.name)).toEqual(['NVIDIA GeForce RTX 3090']);
    expect(unreachable).toEqual([{ uuid: null, busId: '00000000:42:00.0', index: '1' }]);
  });

  it('takes the newer title of a field that was asked for by its older name', () => {
    const output = 'uuid, clocks_event_reasons.gpu_idle\nGPU-00000001, Active\n';
    expect(pageOf(output, ['uuid', 'clocks_throttle_reasons.gpu_idle'])).toContain(
      'nvidia_smi_clocks_event_reasons_gpu_idle{uuid="00000001"} 1'
    );
  });

  it('ignores a column with another title than the field that was asked for', () => {
    const { gpus } = parseGpus('uuid, memory.used [MiB]\nGPU-00000001, 5 MiB\n', ['uuid', 'memory.total']);
    expect(gpus.map(({ values }) => values)).toEqual([[]]);
  });

  it('of a header alone has no GPU', () => {
    expect(parseGpus('uuid, index\n', ['uuid', 'index'])).toMatchObject({ gpus: [], unreachable: [], rowsLeftOut: 0 });
  });

  const HEADER = 'index, pci.bus_id, uuid, name\n';
  const SOUND = '0, 00000000:01:00.0, GPU-00000001, RTX\n';
  const listing = (output: string): Listing => parseGpus(output, ['index', 'pci.bus_id', 'uuid', 'name']);

  it.each<[string, string]>([
    ['a row that was cut off', `${HEADER}${SOUND}1, 00000000:02:00.0, GPU-00000002, RT`],
    ['a row that was cut off early', `${HEADER}${SOUND}1`],
    ['a row that is too short', `${HEADER}${SOUND}1, GPU-00000002, RTX\n`],
    ['a row that is shifted', `${HEADER}${SOUND}1, 2, 00000000:02:00.0, GPU-00000002, RTX\n`],
    ['a row without a proper uuid', `${HEADER}${SOUND}1, 00000000:02:00.0, [N/A], RTX\n`],
    ['one uuid twice', `${HEADER}${SOUND}1, 00000000:02:00.0, GPU-00000001, RTX\n`],
  ])('leaves out %s, and nothing else', (_, output) => {
    const { gpus, unreachable, rowsLeftOut } = listing(output);
    expect([gpus.map(({ uuid }) => uuid), unreachable, rowsLeftOut]).toEqual([['00000001'], [], 1]);
  });

  it.each<[string, string]>([
    ['before the table', `WARNING: a, b\n${HEADER}${SOUND}`],
    ['after the table', `${HEADER}${SOUND}WARNING: a, b\n`],
    ['with line ends of Windows', `${HEADER}${SOUND}\nWARNING: a, b\n`.replaceAll('\n', '\r\n')],
  ])('finds the rows beside a warning %s', (_, output) => {
    const { gpus, messages, rowsLeftOut } = listing(output);
    expect([gpus.map(({ uuid }) => uuid), messages, rowsLeftOut]).toEqual([['00000001'], ['WARNING: a, b'], 0]);
  });

  it('takes separators in the name for a part of it', () => {
    const { gpus } = listing(`${HEADER}0, 00000000:01:00.0, GPU-00000001, Quadro K3100M, rev 2\n`);
    expect(gpus.map(({ info }) => info.name)).toEqual(['Quadro K3100M, rev 2']);
  });

  it('of columns beyond those that were asked for keeps the known ones', () => {
    const { gpus } = parseGpus('surprise, uuid, index\nx, GPU-00000001, 3\n', ['uuid', 'index']);
    expect(gpus.map(({ info }) => info.index)).toEqual(['3']);
  });

  it('tells a GPU that is lost although its uuid is known', () => {
    const output = `${HEADER}${SOUND}1, [GPU is lost], GPU-00000002, [GPU is lost]\n`;
    expect(listing(output).unreachable).toEqual([{ uuid: '00000002', busId: null, index: '1' }]);
  });

  it('is bounded', () => {
    const rows = Array.from({ length: 300 }, (_, i) => `${i}, 00000000:01:00.0, GPU-${10_000_000 + i}, RTX\n`);
    const { gpus, rowsLeftOut } = listing(HEADER + rows.join(''));
    expect([gpus.length, rowsLeftOut]).toEqual([256, 44]);
  });

  it.each([
    ['cut off in the header', 'uuid, in'],
    ['nothing', ''],
    ['an empty line', '\n'],
    ['another table', 'index, name\n0, RTX\n'],
    ['a message', 'Failed to initialize NVML: Driver/library version mismatch\n'],
  ])('refuses %s', (_, output) => {
    expect(() => parseGpus(output, ['uuid', 'index'])).toThrow(GpuOutputError);
  });

  it('of mutated captures makes a page that is well-formed, or a named error', () => {
    const random = mulberry32(20_251_122);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
    const outputs = CAPTURES.map((capture) => fixture(`nvidia-smi/${capture}`));
    const pieces = [
      '',
      ',',
      ', ',
      '\n',
      '\r\n',
      '"',
      '{',
      '}',
      '\\',
      ' MiB',
      '[N/A]',
      '-',
      '0x',
      '\u0000',
      'ü',
      'GPU-',
    ];
    let parsed = 0;
    for (let i = 0; i < 2000; i += 1) {
      const original = pick(outputs);
      let output = original;
      for (let changes = 1 + Math.floor(random() * 3); changes > 0; changes -= 1) {
        const at = Math.floor(random() * output.length);
        output = output.slice(0, at) + pick(pieces) + output.slice(at + Math.floor(random() * 4));
      }
      try {
        expect(malformedLines(pageOf(output, fieldsOf(original)))).toEqual([]);
        parsed += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(GpuOutputError);
      }
    }
    expect(parsed).toBeGreaterThan(200);
  });
});

/** Lines that are no comment and no sample, samples that are there twice, families that are. */
function malformedLines(page: string): string[] {
  const lines = page.split('\n').filter((line) => line !== '');
  const sample = /^[a-z_]+(\{[a-z_]+="([^"\\\n]|\\["\\n])*"(,[a-z_]+="([^"\\\n]|\\["\\n])*")*\})? (-?\d[\d.e+-]*)$/;
  const keys = lines.map((line) => (line.startsWith('#') ? line : line.slice(0, line.lastIndexOf(' '))));
  return lines.filter((line, i) => keys.indexOf(keys[i] ?? '') !== i || !(line.startsWith('# ') || sample.test(line)));
}

/** A small generator of random numbers with a seed, 0 to 1. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
