import type { Authorization, Database, Permission } from './database.js';
import type { TokenStore } from './stores/index.js';

/** One token for the services: the administrator's may do everything, which is too much for them. */
export interface WantedToken {
  name: 'runner' | 'grafana';
  /** Its only permission, on one bucket. */
  action: 'read' | 'write';
}

/** Read access alone is enough for Grafana's queries in InfluxQL too. */
export const WANTED_TOKENS: readonly WantedToken[] = [
  { name: 'runner', action: 'write' },
  { name: 'grafana', action: 'read' },
];

/** Replaced: the store had one that the database does not take, and a program that runs may still hold it. */
export type TokenOutcome = 'kept' | 'restored' | 'made' | 'replaced';

/**
 * Ensures that the store has a valid token for the runners and one for Grafana. Keeps a stored token while the database
 * accepts it for this bucket. Reuses a token that the database has for this purpose and the store lacks, as after an
 * interrupted run, before it makes another one.
 *
 * Throws what the database and the store throw. Running it again, at any time, is safe.
 */
export async function ensureTokens(
  database: Database,
  store: TokenStore,
  report: (name: string, outcome: TokenOutcome) => void
): Promise<void> {
  const { id, orgID } = await database.findBucket();
  const known = await database.authorizations(orgID);
  for (const { name, action } of WANTED_TOKENS) {
    const permission: Permission = { action, resource: { type: 'buckets', id, orgID } };
    const usable = known.filter((one) => one.status === 'active' && grantsOnly(one, permission));
    const stored = await store.read(name);
    if (usable.some(({ token }) => token === stored)) {
      report(name, 'kept');
      continue;
    }
    const description = `framewatch-${name}`;
    const present = usable.find((one) => one.description === description);
    const { token } = present ?? (await database.createAuthorization(orgID, description, permission));
    await store.write(name, token);
    report(name, stored ? 'replaced' : present ? 'restored' : 'made');
  }
}

/** Returns whether it has exactly this permission. */
function grantsOnly({ permissions }: Authorization, { action, resource }: Permission): boolean {
  const [only, ...others] = permissions;
  return (
    others.length === 0 &&
    only?.action === action &&
    only.resource.type === resource.type &&
    only.resource.id === resource.id
  );
}
