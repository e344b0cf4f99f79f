/** Stores tokens for the services that use them. */
export interface TokenStore {
  /** The token of this name; null where there is none. Throws a NotReadyError or a RefusedError. */
  read(name: string): Promise<string | null>;
  /** Replaces it, as a whole or not at all. Throws a NotReadyError or a RefusedError. */
  write(name: string, token: string): Promise<void>;
}
