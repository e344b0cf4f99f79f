import { readFile, writeFile } from 'node:fs/promises';
import { AV_CODEC_ID_MJPEG, AV_CODEC_ID_PNG, AV_PIX_FMT_RGB24, type AVCodecID } from 'node-av/constants';
import { Codec, CodecContext, FFmpegError, Frame, Packet, Rational, SoftwareScaleContext } from 'node-av/lib';
import { decodePicture } from '../clip/decode-picture.js';
import { check } from '../clip/ffmpeg.js';
import { FetchError } from '../fetch/errors.js';

/** A file that is no picture which can be read. */
export class PictureError extends FetchError {}

/**
 * Reads a JPEG or PNG file. The caller frees what it gets.
 * @throws PictureError
 */
export async function readPicture(path: string): Promise<Frame> {
  const bytes = await readFile(path).catch((error: unknown) => {
    throw new PictureError(
      `cannot read ${path} (${(error as NodeJS.ErrnoException).code ?? 'unreadable'}): check its path`
    );
  });
  const id = codecOf(bytes);
  if (id === null) throw new PictureError(`${path} is neither a JPEG nor a PNG`);
  const frame = new Frame();
  try {
    await decodePicture(bytes, id, frame);
    return frame;
  } catch (error) {
    frame.free();
    if (!(error instanceof FFmpegError)) throw error;
    throw new PictureError(`${path} is damaged, or a picture of a kind that is not read: save it anew`, {
      cause: error,
    });
  }
}

function codecOf(bytes: Buffer): AVCodecID | null {
  if (bytes.subarray(0, 3).equals(Buffer.from([0xff, 0xd8, 0xff]))) return AV_CODEC_ID_MJPEG;
  return bytes.toString('latin1', 0, 8) === '\x89PNG\r\n\x1a\n' ? AV_CODEC_ID_PNG : null;
}

/** Writes a picture as a PNG file. The caller keeps it. */
export async function writePng(path: string, picture: Frame): Promise<void> {
  const rgb = new Frame();
  const scaler = new SoftwareScaleContext();
  const encoder = new CodecContext();
  const packet = new Packet();
  try {
    scaler.allocContext();
    rgb.alloc();
    rgb.width = picture.width;
    rgb.height = picture.height;
    rgb.format = AV_PIX_FMT_RGB24;
    check(rgb.getBuffer(), 'allocate a picture');
    check(await scaler.scaleFrame(rgb, picture), 'convert');
    const codec = Codec.findEncoder(AV_CODEC_ID_PNG);
    encoder.allocContext3(codec);
    encoder.width = rgb.width;
    encoder.height = rgb.height;
    encoder.pixelFormat = AV_PIX_FMT_RGB24;
    encoder.timeBase = new Rational(1, 1);
    check(await encoder.open2(codec), 'open the PNG encoder');
    packet.alloc();
    rgb.pts = 0n;
    check(await encoder.sendFrame(rgb), 'encode');
    check(await encoder.sendFrame(null), 'encode');
    check(await encoder.receivePacket(packet), 'encode');
    await writeFile(path, packet.data ?? Buffer.alloc(0));
  } finally {
    rgb.free();
    scaler.freeContext();
    packet.free();
    encoder.freeContext();
  }
}
