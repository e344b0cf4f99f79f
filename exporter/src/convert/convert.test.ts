import { readFileSync } from 'node:fs';
import { Page } from '../page/index.js';
import { exampleSink, exampleSnapshot, exampleStream } from '../testing/example-snapshot.js';
import { expectGolden, textOf } from '../testing/golden.js';
import { addSnapshot } from './index.js';

function pageOf(snapshot = exampleSnapshot()): Promise<string> {
  const page = new Page();
  addSnapshot(page, snapshot);
  return textOf(page);
}

/** Lines of one family or one of its samples. */
function samples(page: string, name: string): string[] {
  return page.split('\n').filter((line) => line.startsWith(`${name}{`));
}

describe('addSnapshot', () => {
  it('publishes everything that a snapshot tells', async () => {
    expectGolden('snapshot.metrics', await pageOf());
  });

  it('leaves out what is not known rather than say zero', async () => {
    const page = await pageOf(
      exampleSnapshot('lobby', [exampleStream('door', { targetFps: null, lastFrameTimeUs: null })])
    );
    expect(page).not.toContain('framewatch_stream_target_fps');
    expect(page).not.toContain('framewatch_stream_last_frame_timestamp_seconds');
  });

  it.each(['connecting', 'stalled', 'waiting', 'ended', 'failed', 'stopped'] as const)(
    'a %s stream is not up',
    async (state) => {
      const page = await pageOf(exampleSnapshot('lobby', [exampleStream('door', { state })]));
      expect(samples(page, 'framewatch_stream_up')).toEqual(['framewatch_stream_up{runner="lobby",stream="door"} 0']);
    }
  );

  it.each([
    ['ended', 1],
    ['streaming', 0],
    ['failed', 0],
  ] as const)('a %s stream has %d for its end, so that the end of a file is no alert', async (state, value) => {
    const page = await pageOf(exampleSnapshot('lobby', [exampleStream('door', { state })]));
    expect(samples(page, 'framewatch_stream_ended')).toEqual([
      `framewatch_stream_ended{runner="lobby",stream="door"} ${value}`,
    ]);
  });

  it('keeps streams, sinks and runners apart by their labels', async () => {
    const page = new Page();
    addSnapshot(page, {
      ...exampleSnapshot('a', [exampleStream('x'), exampleStream('y')]),
      sinks: [exampleSink('one')],
    });
    addSnapshot(page, exampleSnapshot('b', [exampleStream('x')]));
    expect(samples(await textOf(page), 'framewatch_viewers')).toEqual([
      'framewatch_viewers{runner="a",stream="x"} 2',
      'framewatch_viewers{runner="a",stream="y"} 2',
      'framewatch_viewers{runner="b",stream="x"} 2',
    ]);
    expect((await textOf(page)).match(/# TYPE framewatch_viewers /g)).toHaveLength(1);
  });

  it('takes any text as the name of a class', async () => {
    const page = await pageOf(
      exampleSnapshot('lobby', [exampleStream('door', { objects: { 'a "b"\n\\c': 1, '': 2 } })])
    );
    expect(samples(page, 'framewatch_objects')).toEqual([
      'framewatch_objects{class="a \\"b\\"\\n\\\\c",runner="lobby",stream="door"} 1',
      'framewatch_objects{class="",runner="lobby",stream="door"} 2',
    ]);
  });

  it('of an empty runner says only what it is', async () => {
    const page = await pageOf({ ...exampleSnapshot('idle', []), sinks: [], models: [] });
    expect(page.split('\n').filter((line) => !line.startsWith('#'))).toEqual([
      'framewatch_build_info{version="1.2.3",runner="idle"} 1',
      '',
      'framewatch_runner_start_time_seconds{runner="idle"} 1763700000',
      '',
    ]);
  });

  it('has every family in the docs', async () => {
    const docs = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
    const names = [...(await pageOf()).matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => !docs.includes(`\`${name}\``))).toEqual([]);
  });
});
