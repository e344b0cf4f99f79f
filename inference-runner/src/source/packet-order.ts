/**
 * Finds out of a source with B-frames whether its times are those of decoding, which some cameras send over RTSP in
 * place of those of showing: then pictures come out of the decoder with times that go back, though no packet's did.
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
