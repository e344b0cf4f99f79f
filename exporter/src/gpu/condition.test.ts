import { KnownGpus, type Mark } from './condition.js';
import type { Listing } from './parse.js';

/** A listing of GPUs that are well, numbered from 0 on buses from 1. */
function listing(uuids: string[], rest: Partial<Listing> = {}): Listing {
  const gpus = uuids.map((uuid, i) => ({
    uuid,
    info: { uuid, index: String(i), pci_bus_id: `00000000:0${i + 1}:00.0` },
    values: [],
  }));
  return { gpus, unreachable: [], rowsLeftOut: 0, messages: [], ...rest };
}

const show = (marks: Mark[]): string[] =>
  marks.map(({ labels, value }) => `${Object.entries(labels).join(' ').replaceAll(',', '=')} ${value}`);

describe('a lost GPU', () => {
  it('is 0 while it is well', () => {
    expect(show(new KnownGpus().judge(listing(['a', 'b']), 0).lost)).toEqual(['uuid=a 0', 'uuid=b 0']);
  });

  it.each<[string, Partial<Listing>]>([
    ['is no longer listed', {}],
    ['is listed without a uuid', { unreachable: [{ uuid: null, busId: null, index: '1' }] }],
    ['is listed by its bus', { unreachable: [{ uuid: null, busId: '00000000:02:00.0', index: '7' }] }],
    ['is listed as lost', { unreachable: [{ uuid: 'b', busId: null, index: '1' }] }],
    [
      'is named in a message',
      { messages: ['Unable to determine the device handle for GPU 0000:02:00.0: GPU is lost.  Reboot the system'] },
    ],
  ])('keeps its series when it %s, until it is back', (_, rest) => {
    const known = new KnownGpus();
    known.judge(listing(['a', 'b']), 0);
    for (let i = 0; i < 2; i += 1) {
      expect(show(known.judge(listing(['a'], rest), 0).lost)).toEqual(['uuid=a 0', 'uuid=b 1']);
    }
    expect(show(known.judge(listing(['a', 'b']), 0).lost)).toEqual(['uuid=a 0', 'uuid=b 0']);
  });

  it('is told by its place where its uuid was never seen', () => {
    const unreachable = [
      { uuid: null, busId: null, index: '1' },
      { uuid: null, busId: '00000000:09:00.0', index: '2' },
    ];
    const messages = ['Unable to determine the device handle for GPU0000:0A:00.0: Unknown Error'];
    expect(show(new KnownGpus().judge(listing(['a'], { unreachable, messages }), 0).lost)).toEqual([
      'uuid=a 0',
      'index=1 1',
      'pci_bus_id=00000000:09:00.0 1',
      'pci_bus_id=00000000:0A:00.0 1',
    ]);
  });

  it('is not one that may not be read', () => {
    const messages = ['Unable to determine the device handle for GPU 0000:02:00.0: Insufficient Permissions'];
    expect(show(new KnownGpus().judge(listing(['a'], { messages }), 0).lost)).toEqual(['uuid=a 0']);
  });

  it('is all that is known where its message is all that there is', () => {
    const known = new KnownGpus();
    known.judge(listing(['a', 'b']), 0);
    const { lost, inforomCorrupted } = known.judgeMessages([
      'Unable to determine the device handle for GPU0000:01:00.0: GPU is lost.  Reboot the system to recover this GPU',
    ]);
    expect([show(lost), inforomCorrupted]).toEqual([['uuid=a 1'], []]);
  });
});

describe('a corrupted infoROM', () => {
  const judge = (uuids: string[], messages: string[], exitCode: number): string[] =>
    show(new KnownGpus().judge(listing(uuids, { messages }), exitCode).inforomCorrupted);

  it.each<[string, string[], string[], number, string[]]>([
    ['nobody’s', ['a', 'b'], [], 0, ['uuid=a 0', 'uuid=b 0']],
    [
      'that of the GPU in the warning',
      ['a', 'b'],
      ['WARNING: infoROM is corrupted at gpu 0000:02:00.0'],
      14,
      ['uuid=a 0', 'uuid=b 1'],
    ],
    [
      'that of a GPU which is not listed',
      ['a'],
      ['WARNING: infoROM is corrupted at gpu 0000:0C:00.0'],
      0,
      ['uuid=a 0', 'pci_bus_id=00000000:0C:00.0 1'],
    ],
    ['that of the only GPU, by the exit code alone', ['a'], [], 14, ['uuid=a 1']],
    ['that of one of them, by the exit code alone', ['a', 'b'], [], 14, [' 1']],
  ])('is %s', (_, uuids, messages, exitCode, expected) => {
    expect(judge(uuids, messages, exitCode)).toEqual(expected);
  });
});
