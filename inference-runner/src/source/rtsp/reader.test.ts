import { format, header, type RtspMessage, statusOf } from './message.js';
import { RtspReader } from './reader.js';

const packet = (channel: number, payload: string) =>
  Buffer.concat([Buffer.from([0x24, channel, 0, payload.length]), Buffer.from(payload)]);
const DESCRIBED = Buffer.from('RTSP/1.0 200 OK\r\nCSeq: 2\r\nContent-Length: 6\r\n\r\nv=0\r\n\n');
const ASKED = Buffer.from('OPTIONS rtsp://x/ RTSP/1.0\nCSeq:7\n\n');

/** What the reader makes of the bytes: messages, and all else in one. */
function read(bytes: Buffer, size = bytes.length) {
  const messages: RtspMessage[] = [];
  const data: Buffer[] = [];
  const reader = new RtspReader({ onData: (each) => data.push(each), onMessage: (each) => messages.push(each) });
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  return { messages, data: Buffer.concat(data), media: reader.media };
}

describe('RtspReader', () => {
  it.each([1, 2, 3, 5, 7, 1000])('finds messages between packets, however they are cut (%i bytes)', (size) => {
    const first = packet(0, 'RTSP/1.0 in a packet is no message\r\n\r\n');
    const { messages, data, media } = read(
      Buffer.concat([first, DESCRIBED, packet(1, ''), ASKED, packet(0, 'end')]),
      size
    );
    expect(data).toEqual(Buffer.concat([first, packet(1, ''), packet(0, 'end')]));
    expect(media).toBe(2);
    expect(messages.map((message) => [message.startLine, header(message, 'cseq'), message.body.toString()])).toEqual([
      ['RTSP/1.0 200 OK', '2', 'v=0\r\n\n'],
      ['OPTIONS rtsp://x/ RTSP/1.0', '7', ''],
    ]);
  });

  it('passes on what is neither', () => {
    const noise = Buffer.from('\r\n\0RTXP PLAYER Rtsp/ \xff', 'latin1');
    expect(read(Buffer.concat([noise, packet(0, 'a')]), 1).data).toEqual(Buffer.concat([noise, packet(0, 'a')]));
  });

  it('gives back what it read, byte for byte', () => {
    const message = 'RTSP/1.0 453 \xe9\xff\r\nA: b\r\nContent-Length: 1\r\n\r\nx';
    const [found] = read(Buffer.from(message, 'latin1')).messages;
    expect(found && format(found).toString('latin1')).toBe(message);
    expect(found && statusOf(found)).toBe(453);
  });

  it.each([
    ['a head without end', `RTSP/1.0 200 OK\r\n${'A: b\r\n'.repeat(4000)}`],
    ['a body that is too long', 'RTSP/1.0 200 OK\r\nContent-Length: 65537\r\n\r\n'],
    ['a body of no length', 'RTSP/1.0 200 OK\r\nContent-Length: -1\r\n\r\n'],
  ])('refuses %s', (_, text) => {
    expect(() => read(Buffer.from(text))).toThrow('more than');
  });
});
