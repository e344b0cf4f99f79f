import { type VideoConfig, type VideoMessage, decodeBinary } from '@framewatch/protocol';
import { Channel } from './channel.js';
import type { RelayListener } from './types.js';

const CONFIG: VideoConfig = {
  format: 'h264',
  codec: 'avc1.64001f',
  width: 640,
  height: 360,
  fps: 25,
  rotation: 0,
  flip: false,
  timeBase: [1, 1_000_000],
};

/** A viewer that writes down what it is told: `config 1`, `K0` for the key frame with seq 0, `!` for a discontinuity. */
function viewer() {
  const told: string[] = [];
  const messages: VideoMessage[] = [];
  const listener: RelayListener = {
    onVideoConfig: (epoch) => told.push(`config ${epoch}`),
    onPicture: ({ message }) => {
      const video = decodeBinary(message);
      if (video.kind !== 'video') throw new Error('a result among the pictures');
      messages.push(video);
      told.push(`${video.discontinuity ? '!' : ''}${video.key ? 'K' : 'P'}${video.seq}`);
    },
  };
  return { told, messages, listener };
}

function channelWith() {
  const channel = new Channel({ bytes: 10_000, pictures: 100 });
  let ptsUs = 0;
  const publish = (kinds: string, epoch = 1) => {
    for (const kind of kinds) {
      const data = Uint8Array.of(ptsUs % 251);
      channel.publish({ epoch, ptsUs, captureTimeUs: ptsUs + 7, key: kind === 'K', data });
      ptsUs += 40_000;
    }
  };
  return { channel, publish };
}

describe('Channel', () => {
  it('sends the configuration, then pictures from the first key frame on, numbered', () => {
    const { channel, publish } = channelWith();
    const { told, messages, listener } = viewer();
    channel.subscribe(listener);
    channel.configure(1, CONFIG);
    publish('PPKPP');
    expect(told).toEqual(['config 1', '!K0', 'P1', 'P2']);
    expect(messages[1]).toMatchObject({ epoch: 1, ptsUs: 120_000, captureTimeUs: 120_007 });
    expect(messages[1]?.payload).toEqual(Uint8Array.of(120_000 % 251));
  });

  it('sends nothing without a configuration', () => {
    const { channel, publish } = channelWith();
    const { told, listener } = viewer();
    channel.subscribe(listener);
    publish('KPP');
    expect(told).toEqual([]);
  });

  it('gives who joins the current group at once, flagged as a new beginning, then goes on', () => {
    const { channel, publish } = channelWith();
    channel.configure(1, CONFIG);
    publish('KPPKP');
    const { told, listener } = viewer();
    channel.subscribe(listener);
    expect(told).toEqual(['config 1', '!K3', 'P4']);
    publish('PK');
    expect(told).toEqual(['config 1', '!K3', 'P4', 'P5', 'K6']);
  });

  it('does not flag the group for those who are there already', () => {
    const { channel, publish } = channelWith();
    const first = viewer();
    channel.subscribe(first.listener);
    channel.configure(1, CONFIG);
    publish('KP');
    channel.subscribe(viewer().listener);
    publish('K');
    expect(first.told).toEqual(['config 1', '!K0', 'P1', 'K2']);
  });

  it('goes on counting over a change, which begins with a key frame; the old group is forgotten', () => {
    const { channel, publish } = channelWith();
    const { told, listener } = viewer();
    channel.subscribe(listener);
    channel.configure(1, CONFIG);
    publish('KP');
    channel.configure(2, { ...CONFIG, width: 1280 });
    const late = viewer();
    channel.subscribe(late.listener);
    publish('PKP', 2);
    expect(told).toEqual(['config 1', '!K0', 'P1', 'config 2', '!K2', 'P3']);
    expect(late.told).toEqual(['config 2', '!K2', 'P3']);
  });

  it('says after an interruption that pictures are missing', () => {
    const { channel, publish } = channelWith();
    const { told, listener } = viewer();
    channel.subscribe(listener);
    channel.configure(1, CONFIG);
    publish('KP');
    channel.interrupt();
    expect(channel.needsKey).toBe(true);
    publish('PKP');
    expect(told).toEqual(['config 1', '!K0', 'P1', '!K2', 'P3']);
  });

  it('tells nothing any more to who left, even in the middle of a picture', () => {
    const { channel, publish } = channelWith();
    const other = viewer();
    const told: string[] = [];
    const leave = channel.subscribe({
      onVideoConfig: () => told.push('config'),
      onPicture: () => {
        told.push('picture');
        leave();
      },
    });
    channel.subscribe(other.listener);
    channel.configure(1, CONFIG);
    publish('KPP');
    expect(told).toEqual(['config', 'picture']);
    expect(other.told).toEqual(['config 1', '!K0', 'P1', 'P2']);
    expect(channel.viewers).toBe(1);
  });
});
