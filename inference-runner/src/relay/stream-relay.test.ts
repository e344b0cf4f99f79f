import { decodeBinary } from '@framewatch/protocol';
import pino from 'pino';
import type { SourceFormat } from '../source/index.js';
import { StreamRelay } from './stream-relay.js';

const FORMAT: SourceFormat = {
  epoch: 1,
  codec: 'h264',
  width: 640,
  height: 360,
  fps: 25,
  orientation: { rotation: 0, flip: false },
  passthroughCodec: 'avc1.64001f',
};

/** A relay and what its H.264 viewer is told: `config 1`, `K0`, `!` for a discontinuity. */
function watched() {
  const relay = new StreamRelay({ log: pino({ level: 'silent' }) });
  const told: string[] = [];
  relay.subscribe('h264', {
    onVideoConfig: (epoch, { codec }) => told.push(`config ${epoch} ${codec ?? ''}`),
    onPicture: ({ message, key, ptsUs }) => {
      const video = decodeBinary(message);
      const gap = video.kind === 'video' && video.discontinuity;
      told.push(`${gap ? '!' : ''}${key ? 'K' : 'P'}${ptsUs}`);
    },
  });
  const packet = (ptsUs: number, key = false, epoch = 1) =>
    relay.onPacket({ epoch, ptsUs, captureTimeUs: 0, key, data: Uint8Array.of(1) });
  return { relay, told, packet };
}

describe('StreamRelay, passing through', () => {
  it('says what the video is before the first picture', () => {
    const { relay, told, packet } = watched();
    relay.onFormat(FORMAT);
    packet(0, true);
    packet(1);
    expect(told).toEqual(['config 1 avc1.64001f', '!K0', 'P1']);
  });

  it('waits for a key frame after a damaged packet', () => {
    const { relay, told, packet } = watched();
    relay.onFormat(FORMAT);
    packet(0, true);
    relay.onPacket(null);
    packet(2);
    packet(3, true);
    expect(told).toEqual(['config 1 avc1.64001f', '!K0', '!K3']);
  });

  it('lets nothing of an earlier epoch through', () => {
    const { relay, told, packet } = watched();
    relay.onFormat(FORMAT);
    packet(0, true);
    relay.onFormat({ ...FORMAT, epoch: 2 });
    packet(1, true, 1);
    packet(0, true, 2);
    expect(told).toEqual(['config 1 avc1.64001f', '!K0', 'config 2 avc1.64001f', '!K0']);
  });

  it('stops as soon as the source cannot be passed through any more', () => {
    const { relay, told, packet } = watched();
    relay.onFormat(FORMAT);
    packet(0, true);
    relay.onFormat({ ...FORMAT, epoch: 2, passthroughCodec: null });
    relay.onPacket(null);
    expect(told).toEqual(['config 1 avc1.64001f', '!K0']);
  });
});
