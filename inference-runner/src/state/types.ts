/** What a part of a stream remembers over a restart. */
export interface KeptPart {
  /** Names its file. */
  readonly name: string;
  /** Returns what JSON can hold; null when there is nothing to keep yet. */
  save(): unknown;
  /** Takes what `save` returned before the restart; begins anew where it cannot be read. */
  restore(saved: unknown): void;
}
