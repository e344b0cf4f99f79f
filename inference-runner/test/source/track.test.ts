import { Frame } from 'node-av/lib';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Demuxer } from '../../src/source/demuxer.js';
import { fileError } from '../../src/source/errors.js';
import { Track, type TrackFormat } from '../../src/source/track.js';
import { makeClip } from './clip.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(path.join(tmpdir(), 'framewatch-track-'))));
afterAll(() => rm(folder, { recursive: true }));

describe('Track', () => {
  it('stops passing H.264 through once the decoder finds B-frames that nothing had announced', async () => {
    const url = path.join(folder, 'clip.mp4');
    await makeClip({ path: url });
    const demuxer = new Demuxer({ url, redacted: url, options: {}, explain: fileError });
    const formats: TrackFormat[] = [];
    const told: boolean[] = [];
    const track = new Track(
      await demuxer.open(),
      { reorders: false, hides: false },
      { startUs: 0, leapUs: null, captureTimeUs: (ptsUs) => ptsUs },
      { onFormat: (format) => formats.push(format), onPacket: (packet) => told.push(packet !== null) }
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
    expect([before.epoch, after.epoch, track.epochOf(after)]).toEqual([1, 2, 2]);
    expect(after.ptsUs).toBeGreaterThan(before.ptsUs);

    track.inspect(picture, true, after);
    expect(formats).toHaveLength(2);
    picture.free();
    track.close();
    await demuxer.close();
  });
});
