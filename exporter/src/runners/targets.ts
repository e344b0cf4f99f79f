import { lookup, resolveSrv } from 'node:dns/promises';
import type { RunnerConfig, TokenSource } from '../config/index.js';
import { RunnerUnavailableError } from './errors.js';

/** One address to ask. */
export interface Target {
  /** Base address to ask, with the host as an address or a name. */
  url: URL;
  /** `host:port` as it was configured, where it is not the one in `url`: for the Host header and for TLS. */
  authority: URL;
  id: string | null;
  token: TokenSource | null;
}

/** The DNS queries of discovery; passed in, so that tests need no name server. */
export interface Resolver {
  /** Addresses of a name, IPv4 and IPv6. */
  addresses(name: string): Promise<{ address: string; family: number }[]>;
  services(name: string): Promise<{ name: string; port: number }[]>;
}

/** Addresses come from the system, with its hosts file and search domains, SRV records from a name server. */
export const systemResolver: Resolver = {
  addresses: (name) => lookup(name, { all: true }),
  services: (name) => resolveSrv(name),
};

/**
 * The addresses behind one configured runner now, in an order that does not change from scrape to scrape.
 * Rejects with a RunnerUnavailableError where a name has none.
 */
export async function resolveTargets(config: RunnerConfig, resolver: Resolver): Promise<Target[]> {
  const hosts = await resolveHosts(config, resolver);
  return hosts.map(({ host, port }) => {
    const url = new URL(config.url);
    if (host !== null) url.hostname = host;
    if (port !== null) url.port = String(port);
    return { url, authority: config.url, id: config.id, token: config.token };
  });
}

interface Host {
  /** Null for the port that is configured. */
  host: string | null;
  port: number | null;
}

async function resolveHosts({ url, discover }: RunnerConfig, resolver: Resolver): Promise<Host[]> {
  if (discover === 'none') return [{ host: null, port: null }];
  const name = url.hostname;
  try {
    const hosts =
      discover === 'srv' ? await resolveServices(name, resolver) : preferIpv4(await resolver.addresses(name));
    if (hosts.length > 0) return hosts;
  } catch (error) {
    throw new RunnerUnavailableError(
      'unresolved',
      `cannot look up ${discover === 'srv' ? 'SRV records' : 'addresses'} of ${name}: check the name and the name server`,
      { cause: error }
    );
  }
  throw new RunnerUnavailableError('unresolved', `${name} has no addresses: are its runners started?`);
}

async function resolveServices(name: string, resolver: Resolver): Promise<Host[]> {
  const services = await resolver.services(name);
  return services
    .map((service) => ({ host: service.name, port: service.port }))
    .sort((a, b) => a.host.localeCompare(b.host) || a.port - b.port);
}

/** A host with both kinds of address is one runner, not two. */
function preferIpv4(found: { address: string; family: number }[]): Host[] {
  const v4 = found.filter(({ family }) => family === 4);
  const hosts = (v4.length > 0 ? v4 : found).map(({ address, family }) => (family === 6 ? `[${address}]` : address));
  return [...new Set(hosts)].sort().map((host) => ({ host, port: null }));
}
