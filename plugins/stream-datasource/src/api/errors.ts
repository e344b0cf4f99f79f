import { isFetchError } from '@grafana/runtime';
import { TimeoutError } from 'rxjs';
import { ProtocolError } from '@framewatch/protocol';

/** What went wrong between Grafana and the runner, in one word that code can switch on. */
export type RunnerErrorKind =
  | 'unreachable'
  | 'timeout'
  | 'token'
  | 'forbidden'
  | 'not-found'
  | 'address'
  | 'answer'
  | 'runner'
  | 'live'
  | 'grafana';

/** A request to the runner that failed. The message names the cause and the remedy. */
export class RunnerError extends Error {
  override readonly name = 'RunnerError';

  constructor(
    readonly kind: RunnerErrorKind,
    message: string
  ) {
    super(message);
  }
}

const REMEDIES: Record<Exclude<RunnerErrorKind, 'answer' | 'runner' | 'live'>, string> = {
  unreachable:
    'Grafana could not reach the runner. Check that it is running and that its URL can be reached from the Grafana server: in a container, "localhost" is the container itself.',
  timeout:
    'The runner did not answer in time. Check the network between the Grafana server and the runner, and whether a firewall drops its packets.',
  token:
    'The runner refused the token. Enter the token that the runner was started with and save; if your Grafana login has ended, log in again.',
  forbidden:
    'Grafana does not let this request through. You need permission to query this data source; if "data_source_proxy_whitelist" is set in grafana.ini, the runner\'s host and port have to be in it.',
  'not-found':
    'There is no runner at this URL. It is the address of the runner alone, such as http://runner:8787, without a path and without a slash at its end.',
  address: 'The URL of this data source is missing or not valid. Enter one such as http://runner:8787 and save.',
  grafana: 'Grafana itself did not answer. Check your own connection to it, then try again.',
};

/** Turns whatever a request threw into a RunnerError. */
export function toRunnerError(cause: unknown): RunnerError {
  if (cause instanceof RunnerError) {
    return cause;
  }
  if (cause instanceof TimeoutError) {
    return new RunnerError('timeout', REMEDIES.timeout);
  }
  if (cause instanceof ProtocolError) {
    return new RunnerError(
      'answer',
      `What answers at this URL does not speak this plugin's version of the viewer API (${cause.message}). If it is a Framewatch runner, update the older of the two.`
    );
  }
  if (!isFetchError<unknown>(cause)) {
    return new RunnerError('grafana', REMEDIES.grafana);
  }
  const kind = kindOf(cause.status, textOf(cause.data));
  if (kind === 'runner') {
    return new RunnerError(kind, `The runner answered with status ${cause.status}. Its log says why.`);
  }
  return new RunnerError(kind, REMEDIES[kind]);
}

/**
 * Grafana's data source proxy answers 502 when it cannot connect and 504 when it gets no answer in time. It turns
 * a 401 of the runner into a 400, so that a browser does not take it for the end of the Grafana login.
 */
function kindOf(status: number, text: string): Exclude<RunnerErrorKind, 'answer' | 'live'> {
  switch (status) {
    case 400:
      return /authentication to data source failed/i.test(text) ? 'token' : 'address';
    case 401:
      return 'token';
    case 403:
      return 'forbidden';
    case 404:
      return 'not-found';
    case 502:
      return 'unreachable';
    case 408:
    case 504:
      return 'timeout';
    default:
      return status > 0 ? 'runner' : 'grafana';
  }
}

function textOf(data: unknown): string {
  return typeof data === 'string' ? data : JSON.stringify(data ?? '');
}
