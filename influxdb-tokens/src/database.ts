import { HttpError, InfluxDB } from '@influxdata/influxdb-client';
import { AuthorizationsAPI, BucketsAPI } from '@influxdata/influxdb-client-apis';
import { z } from 'zod';
import type { Config } from './config.js';
import { codeOf, NotReadyError, RefusedError } from './errors.js';

/** Ids of InfluxDB: 16 hexadecimal digits. */
const id = z.string().regex(/^[0-9a-f]{16}$/);
const bucket = z.object({ id, orgID: id });
const buckets = z.object({ buckets: z.array(bucket) });
const permission = z.object({
  action: z.enum(['read', 'write']),
  resource: z.object({ type: z.string(), id: id.optional(), orgID: id.optional() }),
});
const authorization = z.object({
  token: z.string(),
  status: z.enum(['active', 'inactive']),
  description: z.string().default(''),
  permissions: z.array(permission),
});
const authorizations = z.object({ authorizations: z.array(authorization) });

export type Bucket = z.infer<typeof bucket>;
export type Permission = z.infer<typeof permission>;
/** A token of InfluxDB and what it may do. */
export type Authorization = z.infer<typeof authorization>;

/** The operations on InfluxDB. Every method throws a NotReadyError or a RefusedError. */
export interface Database {
  findBucket(): Promise<Bucket>;
  /** All authorizations of the organization that the administrator may see. */
  authorizations(orgID: string): Promise<Authorization[]>;
  createAuthorization(orgID: string, description: string, permission: Permission): Promise<Authorization>;
}

/** HTTP status codes that say "later": besides these, all above 499. */
const LATER = [408, 425, 429];

/** InfluxDB 2 over its HTTP API, with the administrator's token. */
export class InfluxDatabase implements Database {
  readonly #buckets: BucketsAPI;
  readonly #authorizations: AuthorizationsAPI;

  constructor(private readonly config: Omit<Config, 'output'>) {
    const influx = new InfluxDB({ url: config.url.href, token: config.adminToken });
    this.#buckets = new BucketsAPI(influx);
    this.#authorizations = new AuthorizationsAPI(influx);
  }

  async findBucket(): Promise<Bucket> {
    const { org, bucket: name } = this.config;
    const [found] = (await this.#ask(buckets, () => this.#buckets.getBuckets({ org, name }))).buckets;
    if (found) return found;
    throw this.#missing();
  }

  async authorizations(orgID: string): Promise<Authorization[]> {
    const answer = await this.#ask(authorizations, () => this.#authorizations.getAuthorizations({ orgID }));
    return answer.authorizations;
  }

  createAuthorization(orgID: string, description: string, permission: Permission): Promise<Authorization> {
    const body = { orgID, description, permissions: [permission as never] };
    return this.#ask(authorization, () => this.#authorizations.postAuthorizations({ body }));
  }

  async #ask<T>(schema: z.ZodType<T>, request: () => Promise<unknown>): Promise<T> {
    const answer = await request().catch((error: unknown) => {
      throw this.#failure(error);
    });
    const { data, success } = schema.safeParse(answer);
    if (success) return data;
    throw this.#stranger();
  }

  /** Converts the client's error. Never quotes answers, which may contain anything. */
  #failure(error: unknown): Error {
    const { url, adminTokenFile } = this.config;
    if (error instanceof SyntaxError) return this.#stranger();
    if (!(error instanceof HttpError)) {
      return new NotReadyError(`InfluxDB at ${url.origin}`, `no answer (${codeOf(error)})`);
    }
    const { statusCode } = error;
    if (statusCode > 499 || LATER.includes(statusCode)) {
      return new NotReadyError(`InfluxDB at ${url.origin}`, `answers ${statusCode}`);
    }
    if (statusCode === 401) {
      return new RefusedError(
        `InfluxDB at ${url.origin} does not take the token in ${adminTokenFile} for its administrator's: it was set up ` +
          'with another one. Put that one back, or delete the volume influxdb-data, and with it all points, to set it up anew'
      );
    }
    if (statusCode === 403) {
      return new RefusedError(
        `InfluxDB at ${url.origin} does not let the token in ${adminTokenFile} make others: put the administrator's there`
      );
    }
    if (statusCode === 404 && error.json) return this.#missing();
    return this.#stranger(`answers ${statusCode}`);
  }

  #missing(): RefusedError {
    const { url, org, bucket } = this.config;
    return new RefusedError(
      `InfluxDB at ${url.origin} has no bucket ${bucket} in an organization ${org}: make it there, or set INFLUX_ORG and ` +
        'INFLUX_BUCKET to what it was set up with'
    );
  }

  #stranger(what = 'does not answer as InfluxDB 2 does'): RefusedError {
    const { url } = this.config;
    return new RefusedError(`${url.origin} ${what}: check INFLUX_URL, and that no proxy stands between`);
  }
}
