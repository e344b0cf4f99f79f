import { open } from 'node:fs/promises';

/** ISO/IEC 13818-1: packets of 188 bytes that begin with this. */
const PACKET_BYTES = 188;
const SYNC = 0x47;
const PACKETS = 1000;

/** Returns whether a file is an MPEG transport stream with scrambled packets; false when it cannot be read. */
export async function isScrambled(path: string): Promise<boolean> {
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(PACKETS * PACKET_BYTES) });
    const count = Math.floor(bytesRead / PACKET_BYTES);
    const packets = Array.from({ length: count }, (_, i) => buffer.subarray(i * PACKET_BYTES, (i + 1) * PACKET_BYTES));
    // The two highest bits are transport_scrambling_control.
    return packets.every(([sync]) => sync === SYNC) && packets.some((packet) => packet.readUInt8(3) >= 0x40);
  } finally {
    await file.close();
  }
}
