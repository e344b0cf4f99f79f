export interface ShardConfig {
  /** Number of this replica, from 0. */
  ordinal: number;
  /** Fewest replicas that there are. */
  replicas: number;
  /** Most that there can be; equal to `replicas` where their number is fixed. */
  maxReplicas: number;
  /** Address of a replica's viewer API, with `{ordinal}` for its number; null when replicas cannot reach each other. */
  peers: string | null;
  /** A replica that has not answered for so long is taken for gone, seconds. */
  graceSeconds: number;
}
