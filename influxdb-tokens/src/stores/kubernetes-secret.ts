import { z } from 'zod';
import type { ReadText } from '../config.js';
import { codeOf, NotReadyError, RefusedError } from '../errors.js';
import type { TokenStore } from './types.js';

/** Where Kubernetes puts what a pod needs to ask its API. */
const SERVICE_ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
/** The API's name in every cluster. Its certificate is checked against NODE_EXTRA_CA_CERTS. */
const API = 'https://kubernetes.default.svc';
const TIMEOUT_MS = 10_000;

export interface ClusterAccess {
  url: string;
  namespace: string;
  /** Of the service account. */
  token: string;
}

/** How the pod that this runs in may ask the API. Throws a RefusedError where it may not. */
export function clusterAccess(readText: ReadText): ClusterAccess {
  try {
    const [namespace = '', token = ''] = ['namespace', 'token'].map((name) =>
      readText(`${SERVICE_ACCOUNT}/${name}`).trim()
    );
    return { url: API, namespace, token };
  } catch (error) {
    throw new RefusedError(
      `no access to Kubernetes (${codeOf(error)}): OUTPUT_SECRET is for a pod with a service account and ` +
        'automountServiceAccountToken; elsewhere set OUTPUT_FOLDER'
    );
  }
}

const secretSchema = z.object({ data: z.record(z.string(), z.string()).default({}) });

/** Tokens as keys `influxdb-NAME-token` of one secret of Kubernetes. */
export class KubernetesSecretStore implements TokenStore {
  constructor(
    private readonly access: ClusterAccess,
    private readonly secret: string
  ) {}

  async read(name: string): Promise<string | null> {
    const { success, data } = secretSchema.safeParse(await this.#request('GET'));
    if (!success) throw new RefusedError(`${this.access.url} does not answer as the API of Kubernetes does`);
    const value = data.data[keyOf(name)];
    return value === undefined ? null : Buffer.from(value, 'base64').toString('utf8').trim();
  }

  async write(name: string, token: string): Promise<void> {
    await this.#request('PATCH', { data: { [keyOf(name)]: Buffer.from(token, 'utf8').toString('base64') } });
  }

  /** One request about the secret; a PATCH merges. */
  async #request(method: 'GET' | 'PATCH', patch?: object): Promise<unknown> {
    const { url, namespace, token } = this.access;
    const headers = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(patch && { 'content-type': 'application/merge-patch+json' }),
    };
    const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(this.secret)}`;
    try {
      const signal = AbortSignal.timeout(TIMEOUT_MS);
      const body = patch ? JSON.stringify(patch) : null;
      const response = await fetch(url + path, { method, headers, body, signal });
      if (response.ok) return await response.json();
      throw this.#failure(method, response.status);
    } catch (error) {
      if (error instanceof RefusedError || error instanceof NotReadyError) throw error;
      throw new NotReadyError(`Kubernetes at ${url}`, `no answer (${codeOf((error as Error).cause ?? error)})`);
    }
  }

  #failure(method: string, status: number): Error {
    const { url, namespace } = this.access;
    const secret = `secret ${this.secret} of the namespace ${namespace}`;
    if (status === 404) return new RefusedError(`there is no ${secret}: docs/kubernetes.md says how to make it`);
    if (status === 401 || status === 403) {
      const verb = method === 'GET' ? 'read' : 'change';
      return new RefusedError(
        `Kubernetes does not let this pod ${verb} the ${secret} (${status}): its service account needs the Role of ` +
          'kubernetes/services/influxdb, with the verbs get and patch'
      );
    }
    if (status === 429 || status > 499) return new NotReadyError(`Kubernetes at ${url}`, `answers ${status}`);
    return new RefusedError(`Kubernetes answers ${status} about the ${secret}`);
  }
}

const keyOf = (name: string): string => `influxdb-${name}-token`;
