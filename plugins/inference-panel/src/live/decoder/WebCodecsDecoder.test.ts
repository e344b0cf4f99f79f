import { FakeClock, settle, someVideo, someVideoConfig } from '@framewatch/viewer-client/testing';
import { FakeDecoder, fakeWebCodecs, lastDecoder } from '../../testing/fakeWebCodecs';
import { WebCodecsDecoder } from './WebCodecsDecoder';
import type { Picture, Unsupported } from './types';

function setUp() {
  const clock = new FakeClock();
  const pictures: Picture[] = [];
  const unsupported: Unsupported[] = [];
  const onKeyframeNeeded = jest.fn();
  const decoder = new WebCodecsDecoder(fakeWebCodecs(), clock, {
    onPicture: (picture) => pictures.push(picture),
    onKeyframeNeeded,
    onUnsupported: (refusal) => unsupported.push(refusal),
  });
  /** Sends frames `from` to `to`; those divisible by `group` are key frames. */
  const feed = (from: number, to: number, group = 1_000, epoch = 1) => {
    for (let n = from; n <= to; n++) {
      decoder.decode(someVideo({ key: n % group === 0, ptsUs: n * 1_000, captureTimeUs: n, seq: n, epoch }));
    }
  };
  const open = async () => {
    decoder.configure(someVideoConfig(), 1);
    await settle();
    return lastDecoder();
  };
  return { clock, decoder, pictures, unsupported, onKeyframeNeeded, feed, open };
}

const timestamps = (decoder: FakeDecoder) => decoder.chunks.map(({ timestamp }) => timestamp / 1_000);

describe('decoding', () => {
  it('configures for Annex B and low latency', async () => {
    const { open } = setUp();
    expect((await open()).config).toEqual({
      codec: 'avc1.64001f',
      codedWidth: 1280,
      codedHeight: 720,
      optimizeForLatency: true,
    });
  });

  it('gives pictures with the time and the size of their frame, closed by who receives them', async () => {
    const { open, feed, pictures } = setUp();
    const inner = await open();
    feed(0, 1);
    const [first, second] = inner.output(2);
    expect(pictures[1]).toMatchObject({ epoch: 1, ptsUs: 1_000, captureTimeUs: 1, width: 1280, height: 720 });
    expect([first?.closed, second?.closed]).toEqual([0, 0]);
    pictures[0]?.close();
    expect([first?.closed, second?.closed]).toEqual([1, 0]);
  });

  it('says how pictures are to be turned, and in which size they are then seen', async () => {
    const { decoder, feed, pictures } = setUp();
    decoder.configure({ ...someVideoConfig(), width: 720, height: 1_280, rotation: 90, flip: true }, 1);
    await settle();
    expect(lastDecoder().config).toMatchObject({ codedWidth: 1280, codedHeight: 720 });
    feed(0, 0);
    lastDecoder().output(1);
    expect(pictures[0]).toMatchObject({ width: 720, height: 1_280, turn: { rotation: 90, flip: true } });
  });

  it('keeps what comes before the browser has said whether it can decode it', async () => {
    const { decoder, feed } = setUp();
    decoder.configure(someVideoConfig(), 1);
    feed(0, 3);
    expect(decoder.queue).toBe(4);
    await settle();
    expect(timestamps(lastDecoder())).toEqual([0, 1, 2, 3]);
  });

  it('starts at a key frame and asks for one when there is none', async () => {
    const { open, feed, decoder, onKeyframeNeeded } = setUp();
    const inner = await open();
    feed(1, 2);
    expect(onKeyframeNeeded).toHaveBeenCalled();
    expect(decoder.dropped).toBe(2);
    feed(1_000, 1_001);
    expect(timestamps(inner)).toEqual([1_000, 1_001]);
    expect(inner.chunks.map(({ type }) => type)).toEqual(['key', 'delta']);
  });

  it('does not decode on after a gap', async () => {
    const { open, feed, decoder, onKeyframeNeeded } = setUp();
    const inner = await open();
    feed(0, 1);
    decoder.decode(someVideo({ key: false, discontinuity: true, ptsUs: 9_000 }));
    feed(10, 11);
    expect(timestamps(inner)).toEqual([0, 1]);
    expect(onKeyframeNeeded).toHaveBeenCalled();
    decoder.decode(someVideo({ key: true, discontinuity: true, ptsUs: 12_000 }));
    expect(timestamps(inner)).toEqual([0, 1, 12]);
  });

  it('decodes nothing before it is configured', () => {
    const { feed, decoder } = setUp();
    feed(0, 3);
    expect(decoder.queue).toBe(0);
    expect(FakeDecoder.all).toEqual([]);
  });
});

describe('a decoder that is slower than the stream', () => {
  it('never holds more than eight pictures inside', async () => {
    const { open, feed, decoder } = setUp();
    const inner = await open();
    feed(0, 29);
    expect(inner.chunks).toHaveLength(8);
    expect(decoder.queue).toBe(30);
    inner.output(2);
    expect(inner.chunks).toHaveLength(10);
    expect(decoder.queue).toBe(28);
  });

  it('takes the whole group that a new viewer is sent at once, in order', async () => {
    const { open, feed, pictures, decoder } = setUp();
    const inner = await open();
    feed(0, 249);
    while (inner.decodeQueueSize > 0) {
      inner.output();
    }
    expect(pictures.map(({ ptsUs }) => ptsUs / 1_000)).toEqual(Array.from({ length: 250 }, (_, n) => n));
    expect(decoder.dropped).toBe(0);
  });

  it('starts over from a key frame when it has fallen behind', async () => {
    const { open, feed, decoder } = setUp();
    const inner = await open();
    feed(0, 29, 30);
    feed(30, 31, 30);
    expect(decoder.dropped).toBe(22);
    inner.output(8);
    expect(timestamps(inner).slice(8)).toEqual([30, 31]);
  });

  it('drops everything and waits for a key frame when a group has no end', async () => {
    const { open, feed, decoder, onKeyframeNeeded } = setUp();
    await open();
    feed(1_000, 1_608);
    expect(onKeyframeNeeded).toHaveBeenCalledTimes(1);
    expect(decoder.queue).toBe(8);
    expect(decoder.dropped).toBe(601);
  });

  it('bounds the bytes that wait, too', async () => {
    const { open, decoder, onKeyframeNeeded } = setUp();
    await open();
    const payload = new Uint8Array(8 * 1024 * 1024);
    for (let n = 0; n < 13; n++) {
      decoder.decode(someVideo({ key: n === 0, ptsUs: n, payload }));
    }
    expect(decoder.queue).toBe(8);
    expect(onKeyframeNeeded).toHaveBeenCalledTimes(1);
  });
});

describe('changes of the stream', () => {
  it('drops what is of the epoch before and starts at the next key frame', async () => {
    const { open, feed, decoder, pictures } = setUp();
    const before = await open();
    feed(0, 2);
    feed(0, 1, 1_000, 2);
    const after = lastDecoder();
    expect(after).not.toBe(before);
    expect(before.state).toBe('closed');
    expect(decoder.dropped).toBe(3);
    after.output(2);
    expect(pictures.map(({ epoch }) => epoch)).toEqual([2, 2]);
  });

  it('closes a frame that a decoder which was replaced still gives out', async () => {
    const { open, feed, decoder, pictures } = setUp();
    const before = await open();
    feed(0, 0);
    decoder.configure({ ...someVideoConfig(), codec: 'avc1.42e01f' }, 2);
    await settle();
    const [frame] = before.output();
    expect(frame?.closed).toBe(1);
    expect(pictures).toEqual([]);
    expect(lastDecoder().config?.codec).toBe('avc1.42e01f');
  });

  it('believes the latest configuration when two are asked about at once', async () => {
    const { decoder } = setUp();
    decoder.configure({ ...someVideoConfig(), codec: 'avc1.42e01f' }, 1);
    decoder.configure(someVideoConfig(), 2);
    await settle();
    expect(FakeDecoder.all.map(({ config }) => config?.codec)).toEqual(['avc1.64001f']);
  });
});

describe('failures', () => {
  it('says that a codec cannot be decoded here', async () => {
    const { decoder, unsupported } = setUp();
    FakeDecoder.supported = false;
    decoder.configure(someVideoConfig(), 1);
    await settle();
    expect(unsupported).toEqual([
      { kind: 'webcodecs', reason: 'codec-unsupported', detail: 'this browser cannot decode avc1.64001f' },
    ]);
  });

  it('takes a refusal to answer for a no', async () => {
    const { decoder, unsupported } = setUp();
    FakeDecoder.isConfigSupported.mockRejectedValueOnce(new TypeError('what codec?'));
    decoder.configure(someVideoConfig(), 1);
    await settle();
    expect(unsupported[0]?.reason).toBe('codec-unsupported');
  });

  it('says so when the runner names no codec', () => {
    const { decoder, unsupported } = setUp();
    decoder.configure({ ...someVideoConfig(), codec: null }, 1);
    expect(unsupported[0]?.reason).toBe('codec-unsupported');
  });

  it('starts a new decoder at the next key frame after an error', async () => {
    const { open, feed, onKeyframeNeeded } = setUp();
    const inner = await open();
    feed(0, 1);
    inner.fail('bad slice');
    expect(onKeyframeNeeded).toHaveBeenCalledTimes(1);
    feed(2, 3);
    feed(1_000, 1_000);
    expect(lastDecoder()).not.toBe(inner);
    expect(timestamps(lastDecoder())).toEqual([1_000]);
  });

  it('gives up after five errors without a good stretch in between', async () => {
    const { open, unsupported, decoder } = setUp();
    await open();
    for (let n = 0; n < 5; n++) {
      lastDecoder().fail('bad slice');
    }
    expect(unsupported).toHaveLength(1);
    expect(unsupported[0]).toMatchObject({ reason: 'decode-errors', detail: expect.stringContaining('bad slice') });
    decoder.decode(someVideo());
    expect(decoder.queue).toBe(0);
  });

  it('forgives errors between which it decoded well', async () => {
    const { open, feed, unsupported } = setUp();
    await open();
    for (let n = 0; n < 9; n++) {
      feed(0, 59);
      while (lastDecoder().decodeQueueSize > 0) {
        lastDecoder().output();
      }
      lastDecoder().fail('bad slice');
    }
    expect(unsupported).toEqual([]);
  });

  it('restarts a decoder that takes pictures in and gives none', async () => {
    const { open, feed, clock } = setUp();
    const inner = await open();
    feed(0, 1);
    clock.advance(4_000);
    feed(2, 2);
    expect(lastDecoder()).toBe(inner);
    clock.advance(1);
    feed(1_000, 1_000);
    expect(lastDecoder()).not.toBe(inner);
    expect(inner.state).toBe('closed');
  });
});

describe('close', () => {
  it('closes the decoder, forgets what waits, and closes frames that still come', async () => {
    const { open, feed, decoder, pictures, unsupported } = setUp();
    const inner = await open();
    feed(0, 20);
    decoder.close();
    expect(inner.state).toBe('closed');
    expect(decoder.queue).toBe(0);
    expect(inner.output(3).map(({ closed }) => closed)).toEqual([1, 1, 1]);
    inner.fail('too late');
    expect([pictures, unsupported]).toEqual([[], []]);
  });

  it('opens nothing afterwards', async () => {
    const { decoder } = setUp();
    decoder.configure(someVideoConfig(), 1);
    decoder.close();
    await settle();
    expect(FakeDecoder.all).toEqual([]);
  });
});
