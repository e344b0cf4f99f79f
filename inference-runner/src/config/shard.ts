import { type ConfigProblem, type Environment, formatKey, type KeyPath } from '@framewatch/service-kit/config';
import type { WrittenConfig } from './schema.js';
import type { ShardConfig } from './types.js';

export interface ShardIdentity {
  shard?: ShardConfig;
  /** Id of the runner where none is written. */
  id: string;
  problems: ConfigProblem[];
}

/**
 * Which of several replicas this runner is. The number comes from the end of the host name, as Kubernetes gives it to
 * the pods of a StatefulSet, and the whole host name is then the runner's id, so that replicas can share a file.
 */
export function shardIdentity(
  written: WrittenConfig['shard'],
  env: Environment,
  origin: (key: KeyPath) => string
): ShardIdentity {
  if (!written) return { id: 'runner', problems: [] };
  const problems: ConfigProblem[] = [];
  const report = (key: string, message: string) => {
    const path = ['shard', key];
    problems.push({ key: formatKey(path), origin: origin(path), message });
  };

  const { replicas, maxReplicas = replicas, peers = null, graceSeconds } = written;
  const host = env.HOSTNAME?.trim() ?? '';
  const trailing = /-(\d{1,4})$/.exec(host)?.[1];
  const ordinal = written.ordinal ?? (trailing === undefined ? undefined : Number(trailing));
  if (ordinal === undefined) {
    report(
      'ordinal',
      `missing, expected a number here, in FRAMEWATCH_SHARD_ORDINAL or at the end of HOSTNAME (${host})`
    );
  } else if (ordinal >= maxReplicas) {
    report('ordinal', `got ${ordinal}, expected less than the number of replicas, ${maxReplicas}: ordinals start at 0`);
  }
  if (maxReplicas < replicas) {
    report('maxReplicas', `got ${maxReplicas}, expected \`replicas\` (${replicas}) or more`);
  } else if (maxReplicas > replicas && peers === null) {
    report('peers', 'missing, expected the address of the replicas: without it a change of their number goes unseen');
  }
  const id = written.ordinal === undefined && trailing !== undefined ? host : `runner-${ordinal ?? 0}`;
  return { shard: { ordinal: ordinal ?? 0, replicas, maxReplicas, peers, graceSeconds }, id, problems };
}
