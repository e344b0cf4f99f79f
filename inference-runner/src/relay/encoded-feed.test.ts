import pino from 'pino';
import { fakeFrame } from '../../test/frame/frames.js';
import { settle } from '../../test/settle.js';
import type { Encoded, PictureEncoder } from '../encode/index.js';
import { SharedFrame } from '../frame/index.js';
import { Channel } from './channel.js';
import { EncodedFeed } from './encoded-feed.js';

const FRAME_US = 40_000;

/** An encoder that writes down what it is asked for, and fails when told to. */
class FakeEncoder implements PictureEncoder {
  readonly asked: string[] = [];
  width = 640;
  failure: Error | null = null;
  closed = 0;
  #open = false;

  async encode(_frame: unknown, ptsUs: number, forceKey: boolean): Promise<Encoded> {
    const key = forceKey || !this.#open;
    this.#open = true;
    this.asked.push(`${key ? 'K' : 'P'}${ptsUs / FRAME_US}`);
    await settle();
    if (this.failure) throw this.failure;
    return { key, data: Uint8Array.of(1), width: this.width, height: 360, codec: 'avc1.42c01e' };
  }

  close(): void {
    this.#open = false;
    this.closed += 1;
  }
}

function feedWith(maxFps: number | null = null) {
  const encoder = new FakeEncoder();
  const channel = new Channel({ bytes: 10_000, pictures: 100 });
  const errors: unknown[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => errors.push(JSON.parse(line)) });
  const feed = new EncodedFeed({ format: 'h264', encoder, channel, maxFps, log });
  feed.begin(1, 25);
  /** Offers frames one after the other, each after the one before is encoded. */
  const offer = async (from: number, to = from, epoch = 1, tickUs = FRAME_US) => {
    for (let index = from; index <= to; index++) {
      using frame = fakeFrame({ ptsUs: index * tickUs, epoch, arrivalMs: (index * FRAME_US) / 1000 }).frame;
      feed.offer(frame);
      await settle();
      await settle();
    }
  };
  const told: string[] = [];
  const join = () =>
    channel.subscribe({
      onVideoConfig: (epoch, { width, fps }) => told.push(`config ${epoch} ${width ?? ''} ${fps ?? ''}`),
      onPicture: ({ key, epoch, ptsUs }) => told.push(`${key ? 'K' : 'P'}${ptsUs / FRAME_US}/${epoch}`),
    });
  return { encoder, feed, offer, told, join, errors };
}

afterEach(() => expect(SharedFrame.live).toBe(0));

describe('EncodedFeed', () => {
  it('encodes nothing while nobody looks', async () => {
    const { encoder, offer } = feedWith();
    await offer(0, 3);
    expect(encoder.asked).toEqual([]);
  });

  it('encodes once for all who look, and says first what it is', async () => {
    const { encoder, offer, told, join } = feedWith();
    join();
    join();
    await offer(0, 1);
    expect(encoder.asked).toEqual(['K0', 'P1']);
    expect(told.slice(0, 4)).toEqual(['config 1 640 25', 'config 1 640 25', 'K0/1', 'K0/1']);
  });

  it('rests when the last one left, and begins with a key frame when someone comes back', async () => {
    const { encoder, feed, offer, told, join } = feedWith();
    const leave = join();
    await offer(0, 1);
    leave();
    await feed.rest();
    expect(encoder.closed).toBeGreaterThan(0);
    await offer(2);
    join();
    expect(told).toEqual(['config 1 640 25', 'K0/1', 'P1/1']);
    await offer(3, 4);
    expect(encoder.asked).toEqual(['K0', 'P1', 'K3', 'P4']);
    expect(told.slice(3)).toEqual(['config 1 640 25', 'K3/1', 'P4/1']);
  });

  it('does not close the encoder under a viewer who came while it was coming to rest', async () => {
    const { encoder, feed, offer, join } = feedWith();
    const leave = join();
    await offer(0);
    const closed = encoder.closed;
    leave();
    const resting = feed.rest();
    join();
    await resting;
    expect(encoder.closed).toBe(closed);
  });

  it('begins anew with an epoch; a frame of the one before is not shown any more', async () => {
    const { encoder, feed, offer, told, join } = feedWith();
    join();
    await offer(10, 11);
    const { frame: late, counted } = fakeFrame({ ptsUs: 12 * FRAME_US });
    feed.offer(late);
    late[Symbol.dispose]();
    feed.begin(2, 25);
    await settle();
    await settle();
    await offer(0, 1, 2);
    expect(encoder.asked).toEqual(['K10', 'P11', 'P12', 'K0', 'P1']);
    expect(told).toEqual(['config 1 640 25', 'K10/1', 'P11/1', 'config 2 640 25', 'K0/2', 'P1/2']);
    expect(counted.freed).toBe(1);
  });

  it('says so when the size changes', async () => {
    const { encoder, offer, told, join } = feedWith();
    join();
    await offer(0);
    encoder.width = 1280;
    encoder.close();
    await offer(1);
    expect(told).toEqual(['config 1 640 25', 'K0/1', 'config 1 1280 25', 'K1/1']);
  });

  it('takes no more than its frames per second, and says so', async () => {
    const { encoder, offer, told, join } = feedWith(15);
    join();
    await offer(0, 6);
    expect(encoder.asked).toEqual(['K0', 'P2', 'P4', 'P5']);
    expect(told[0]).toBe('config 1 640 15');
  });

  it.each([
    ['stands still', 1],
    ['counts milliseconds for ninetieths of them', FRAME_US / 90],
  ])('counts them by their arrival: pictures of a camera whose time %s are seen too', async (_, tickUs) => {
    const { encoder, offer, join } = feedWith(15);
    join();
    await offer(0, 6, 1, tickUs);
    expect(encoder.asked).toHaveLength(4);
  });

  it('outlives an encoder that fails: logged once, next picture is a key frame, frames are freed', async () => {
    const { encoder, offer, told, join, errors } = feedWith();
    join();
    await offer(0);
    encoder.failure = new Error('no memory');
    await offer(1, 3);
    encoder.failure = null;
    await offer(4, 5);
    expect(told).toEqual(['config 1 640 25', 'K0/1', 'K4/1', 'P5/1']);
    expect(errors).toHaveLength(1);
  });

  it('says so again when it fails with another epoch, which may be of another cause', async () => {
    const { encoder, feed, offer, join, errors } = feedWith();
    join();
    encoder.failure = new Error('no memory');
    await offer(0, 2);
    feed.begin(2, 25);
    encoder.failure = new Error('picture too large');
    await offer(3, 4, 2);
    expect(errors).toMatchObject([{ err: { message: 'no memory' } }, { err: { message: 'picture too large' } }]);
  });
});
