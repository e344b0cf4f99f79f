import { readdirSync } from 'node:fs';
import path from 'node:path';
import { Page } from '../page/index.js';
import { expectGolden, fixture, FIXTURES } from '../testing/golden.js';
import { addGpus } from './add.js';
import { GpuOutputError } from './csv.js';
import { ALL_FIELDS, currentName } from './fields.js';
import { parseGpus } from './parse.js';

const CAPTURES = readdirSync(path.join(FIXTURES, 'nvidia-smi')).filter((name) => name.endsWith('.csv'));

/** The fields that a capture was made with. */
function fieldsOf(output: string): string[] {
  const [header = ''] = output.split(/\r?\n/, 1);
  return header.split(', ').map((title) => title.split(' ')[0] ?? '');
}

function pageOf(output: string, fields = fieldsOf(output)): Promise<string> {
  const page = new Page();
  addGpus(page, { gpus: parseGpus(output, fields), health: null });
  return page.text();
}

describe('parseGpus', () => {
  it.each(CAPTURES)('%s', async (capture) => {
    expectGolden(`nvidia-smi/${capture.replace(/csv$/, 'metrics')}`, await pageOf(fixture(`nvidia-smi/${capture}`)));
  });

  it('captures hold only fields that are asked for', () => {
    const fields = CAPTURES.flatMap((capture) => fieldsOf(fixture(`nvidia-smi/${capture}`)));
    expect(fields.map(currentName).filter((field) => !ALL_FIELDS.includes(field))).toEqual([]);
  });

  it('leaves out a GPU that has fallen off the bus', () => {
    const gpus = parseGpus(
      fixture('nvidia-smi/rtx-3090-one-lost-525.147.05.csv'),
      fieldsOf(fixture('nvidia-smi/rtx-3090-one-lost-525.147.05.csv'))
    );
    expect(gpus.map(({ info }) => info.name)).toEqual(['NVIDIA GeForce RTX 3090']);
  });

  it('takes the newer title of a field that was asked for by its older name', async () => {
    const output = 'uuid, clocks_event_reasons.gpu_idle\nGPU-00000001, Active\n';
    expect(await pageOf(output, ['uuid', 'clocks_throttle_reasons.gpu_idle'])).toContain(
      'nvidia_smi_clocks_event_reasons_gpu_idle{uuid="00000001"} 1'
    );
  });

  it('ignores a column with another title than the field that was asked for', () => {
    const [gpu] = parseGpus('uuid, memory.used [MiB]\nGPU-00000001, 5 MiB\n', ['uuid', 'memory.total']);
    expect(gpu?.values).toEqual([]);
  });

  it('of a header alone has no GPU', () => {
    expect(parseGpus('uuid, index\n', ['uuid', 'index'])).toEqual([]);
  });

  it.each([
    ['cut off in a row', 'uuid, index\nGPU-00000001, '],
    ['cut off before a row', 'uuid, in'],
    ['nothing', ''],
    ['an empty line', '\n'],
    ['a row that is too short', 'uuid, index\nGPU-00000001\n'],
    ['a row that is too long', 'uuid, index\nGPU-00000001, 0, 1\n'],
    ['a name with a comma', 'uuid, index\nGPU-00000001, RTX, 0\n'],
    ['another header', 'uuid, index, name\nGPU-00000001, 0, RTX\n'],
    ['a message', 'Failed to initialize NVML: Driver/library version mismatch\n'],
    ['one uuid twice', 'uuid, index\nGPU-00000001, 0\nGPU-00000001, 1\n'],
  ])('refuses %s', (_, output) => {
    expect(() => parseGpus(output, ['uuid', 'index'])).toThrow(GpuOutputError);
  });

  it('of mutated captures makes a page that is well-formed, or a named error', async () => {
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
        expect(malformedLines(await pageOf(output, fieldsOf(original)))).toEqual([]);
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
