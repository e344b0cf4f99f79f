import golden from '../test/golden/binary.json' with { type: 'json' };
import { below, randomResult, randomVideo, seeded } from '../test/random.js';
import {
  BINARY_HEADER_BYTES,
  type BinaryMessage,
  decodeBinary,
  encodeResult,
  encodeVideo,
  type FrameResult,
  MAX_PAYLOAD_BYTES,
  ProtocolError,
  type ProtocolErrorCode,
  withDiscontinuity,
} from './index.js';

const SEED = 4711;

function bytesOf(hex: string[]): Uint8Array {
  return Uint8Array.from(Buffer.from(hex.join('').replaceAll(' ', ''), 'hex'));
}

function encode(message: BinaryMessage): Uint8Array {
  return message.kind === 'video' ? encodeVideo(message) : encodeResult(message.result);
}

/** In the form of the golden file: payloads in hex. */
function readable(message: BinaryMessage): unknown {
  return message.kind === 'video' ? { ...message, payload: Buffer.from(message.payload).toString('hex') } : message;
}

/** The code of the ProtocolError, or null when it is accepted; any other exception fails the test. */
function refusal(bytes: Uint8Array): ProtocolErrorCode | null {
  try {
    decodeBinary(bytes);
    return null;
  } catch (error) {
    if (error instanceof ProtocolError) return error.code;
    throw error;
  }
}

const video = { key: true, discontinuity: false, epoch: 1, seq: 2, ptsUs: 3, captureTimeUs: 4 };

describe('golden vectors', () => {
  it.each(golden.accepted.map((vector) => [vector.name, vector] as const))('%s', (_name, { hex, message }) => {
    const bytes = bytesOf(hex);
    const decoded = decodeBinary(bytes);
    expect(readable(decoded)).toEqual(message);
    expect(Buffer.from(encode(decoded)).toString('hex')).toBe(Buffer.from(bytes).toString('hex'));
  });

  it.each(golden.refused.map((vector) => [vector.name, vector] as const))('refused: %s', (_name, { hex, code }) => {
    expect(refusal(bytesOf(hex))).toBe(code);
  });
});

describe('encoding and decoding', () => {
  it('give back what was put in', () => {
    const random = seeded(SEED);
    for (let i = 0; i < 500; i++) {
      const sent = randomVideo(random);
      expect(decodeBinary(encodeVideo(sent))).toEqual(sent);
      const result = randomResult(random);
      expect(decodeBinary(encodeResult(result))).toEqual({ kind: 'result', result });
    }
  });

  it('work inside a larger buffer, where network code keeps its messages', () => {
    const random = seeded(SEED);
    for (let offset = 0; offset < 20; offset++) {
      const sent = randomVideo(random);
      const encoded = encodeVideo(sent);
      const pool = new Uint8Array(offset + encoded.byteLength + 7).fill(0xaa);
      pool.set(encoded, offset);
      expect(decodeBinary(pool.subarray(offset, offset + encoded.byteLength))).toEqual(sent);
      expect(decodeBinary(Buffer.from(pool.buffer, offset, encoded.byteLength))).toMatchObject({ seq: sent.seq });
    }
  });

  it('copy no picture on the way in', () => {
    const encoded = encodeVideo({ ...video, payload: Uint8Array.of(1, 2, 3) });
    const decoded = decodeBinary(encoded);
    expect(decoded.kind === 'video' && decoded.payload.buffer).toBe(encoded.buffer);
  });

  it('leave flags of a later version alone', () => {
    const encoded = encodeVideo({ ...video, payload: Uint8Array.of(1) });
    encoded[1] = 0xff;
    expect(decodeBinary(encoded)).toMatchObject({ key: true, discontinuity: true });
  });

  it('drop keys of a later version from a result', () => {
    const result = { ...randomResult(seeded(SEED)), colour: 'blue' };
    expect(decodeBinary(encodeResult(result))).not.toHaveProperty('result.colour');
  });

  it('mark a gap in a copy: the original is shared', () => {
    const encoded = encodeVideo({ ...video, payload: Uint8Array.of(9) });
    expect(decodeBinary(withDiscontinuity(encoded))).toEqual({
      ...video,
      kind: 'video',
      discontinuity: true,
      payload: Uint8Array.of(9),
    });
    expect(decodeBinary(encoded)).toMatchObject({ discontinuity: false });
  });
});

describe('what cannot be sent', () => {
  it('is a payload beyond 16 MiB', () => {
    expect(encodeVideo({ ...video, payload: new Uint8Array(MAX_PAYLOAD_BYTES) }).byteLength).toBe(
      BINARY_HEADER_BYTES + MAX_PAYLOAD_BYTES
    );
    const payload = new Uint8Array(MAX_PAYLOAD_BYTES + 1);
    expect(() => encodeVideo({ ...video, payload })).toThrow(/^payload: 16777217 bytes, at most 16777216/);
  });

  it.each([
    ['epoch', -1],
    ['epoch', 2 ** 53],
    ['epoch', 0.5],
    ['seq', 0.5],
    ['seq', 2 ** 32],
    ['ptsUs', 0.5],
    ['ptsUs', NaN],
    ['captureTimeUs', 2 ** 53],
    ['captureTimeUs', Infinity],
  ])('is a %s of %d', (field, value) => {
    expect(() => encodeVideo({ ...video, [field]: value, payload: new Uint8Array() })).toThrow(ProtocolError);
    const result: FrameResult = { ...randomResult(seeded(SEED)), [field]: value };
    expect(() => encodeResult(result)).toThrow(ProtocolError);
  });
});

describe('broken messages', () => {
  const messages = golden.accepted.map(({ hex }) => bytesOf(hex));

  it('cut off after any byte are truncated', () => {
    for (const bytes of messages) {
      for (let length = 0; length < bytes.byteLength; length++) {
        expect(refusal(bytes.subarray(0, length))).toBe('truncated');
      }
    }
  });

  it('longer than announced are malformed', () => {
    for (const bytes of messages) {
      expect(refusal(Uint8Array.of(...bytes, 0))).toBe('malformed');
    }
  });

  it('with any bit of the header flipped are accepted or a ProtocolError', () => {
    for (const bytes of messages) {
      for (let bit = 0; bit < BINARY_HEADER_BYTES * 8; bit++) {
        const broken = Uint8Array.from(bytes);
        broken[bit >> 3] = (broken[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        refusal(broken);
      }
    }
  });

  it('with random bytes changed, or random throughout, are accepted or a ProtocolError', () => {
    const random = seeded(SEED);
    let refused = 0;
    for (let i = 0; i < 10_000; i++) {
      const base = messages[below(random, messages.length)]!;
      const broken =
        random() < 0.8
          ? Uint8Array.from(base)
          : Uint8Array.from({ length: below(random, 200) }, () => below(random, 256));
      for (let change = below(random, 6); change > 0 && broken.byteLength > 0; change--) {
        broken[below(random, broken.byteLength)] = below(random, 256);
      }
      if (refusal(broken) !== null) refused += 1;
    }
    expect(refused).toBeGreaterThan(5_000);
  });
});
