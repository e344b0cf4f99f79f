import { Frame } from 'node-av/lib';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Demuxer } from '../../src/source/demuxer.js';
import { fileError } from '../../src/source/errors.js';
import { VideoTrack } from '../../src/source/video-track.js';
import { EpochCounter } from '../../src/source/epoch-counter.js';
import type { SourceFormat } from '../../src/source/index.js';
import { FakeClock } from '../fake-clock.js';
import { makeClip } from './clip.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'framewatch-track-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('VideoTrack', () => {
  it('stops passing H.264 through once the decoder finds B-frames that nothing had announced', async () => {
    const url = path.join(folder, 'clip.mp4');
    await makeClip({ path: url });
    const demuxer = new Demuxer({ url, redacted: url, options: {}, explain: fileError });
    const clock = new FakeClock();
    const epochs = new EpochCounter(clock);
    const formats: SourceFormat[] = [];
    const told: boolean[] = [];
    const track = new VideoTrack(
      await demuxer.open(),
      { reorders: false, hides: false },
      { epochs, seamless: true, startUs: 0, leapUs: null, captureTimeUs: (ptsUs) => ptsUs },
      { onFormat: (format) => void formats.push(format), onPacket: (packet) => told.push(packet !== null) }
    );
    /** Whether the next packet is passed through, and what its picture's epoch is. */
    const next = async () => {
      const demuxed = (await demuxer.read())!;
      const time = track.arrive(await track.stamp(demuxed, 0), 0);
      demuxed.packet.free();
      return time;
    };

    const picture = new Frame();
    picture.alloc();
    picture.width = 160;
    picture.height = 96;

    const before = await next();
    track.inspect(picture, false, before);
    expect(formats.map(({ passthroughCodec }) => passthroughCodec !== null)).toEqual([true]);
    track.inspect(picture, true, before);
    const after = await next();
    expect(formats.map(({ passthroughCodec }) => passthroughCodec !== null)).toEqual([true, false]);
    expect(told).toEqual([true, false]);
    expect(formats.map(({ epoch }) => epoch)).toEqual([before.epoch, after.epoch]);
    expect(after.epoch).toBe(before.epoch + 1);
    expect(track.epochOf(after)).toBe(after.epoch);
    expect(after.ptsUs).toBeGreaterThan(before.ptsUs);

    track.inspect(picture, true, after);
    expect(formats).toHaveLength(2);
    picture.free();
    track.close();
    await demuxer.close();
  });
});
