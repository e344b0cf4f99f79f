/**
 * Detects sources with B-frames whose packets carry decoding times in place of presentation times, as some cameras send
 * over RTSP. Then the times of decoded pictures go back, although those of packets do not.
 */
export class PacketOrder {
  #lastUs = -Infinity;
  #wentBack = false;
  #pictureLate = false;

  /** A packet came with this time of the source's own. */
  sawPacket(rawUs: number): void {
    this.#wentBack ||= rawUs < this.#lastUs;
    this.#lastUs = rawUs;
  }

  /** A picture came out of the decoder after one with a later time. */
  sawLatePicture(): void {
    this.#pictureLate = true;
  }

  get timesAreOfDecoding(): boolean {
    return this.#pictureLate && !this.#wentBack;
  }
}
