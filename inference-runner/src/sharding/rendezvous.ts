import { createHash } from 'node:crypto';

/**
 * The replica, by its ordinal from 0, that a stream belongs to: the one whose hash with the stream's id is the highest.
 * Depends on the two arguments only, so that all replicas agree without communicating. With one replica
 * more, a stream either stays or moves to the new one.
 */
export function ownerOf(streamId: string, replicas: number): number {
  let owner = 0;
  let highest = -1;
  for (let ordinal = 0; ordinal < replicas; ordinal += 1) {
    const score = weight(streamId, ordinal);
    if (score <= highest) continue;
    owner = ordinal;
    highest = score;
  }
  return owner;
}

/** The streams of every replica, each list in the order given. */
export function assign(streamIds: readonly string[], replicas: number): string[][] {
  const shares = Array.from({ length: replicas }, (): string[] => []);
  for (const id of streamIds) shares[ownerOf(id, replicas)]?.push(id);
  return shares;
}

/** 48 bits of a cryptographic hash: even for ids that differ in one digit only, and exact as a number. */
function weight(streamId: string, ordinal: number): number {
  return createHash('sha256').update(`${streamId}\n${ordinal}`).digest().readUIntBE(0, 6);
}
