import { isFetchError } from '@grafana/runtime';
import { TimeoutError } from 'rxjs';
import { Problem, problemSchema, ProtocolError, StreamObstacle } from '@framewatch/protocol';

/** The kind of failure between Grafana and the runner. */
export type RunnerErrorKind = StreamObstacle | 'live';

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

const UNREACHABLE =
  'Grafana could not reach the runner. Check that it is running and that the URL of the data source is complete, such as http://runner:8787, and can be reached from the Grafana server: in a container, "localhost" is the container itself.';
const TIMEOUT =
  'The runner did not answer in time. Check the network between the Grafana server and the runner, and whether a firewall drops its packets.';
const TOKEN =
  'The runner refused the token. Enter the token that the runner was started with in the data source and save.';
const LOGGED_OUT = 'Your Grafana login has ended: log in again.';
const FORBIDDEN =
  'Grafana does not let this request through. You need permission to query this data source; if "data_source_proxy_whitelist" is set in grafana.ini, the runner\'s host and port have to be in it.';
const NO_RUNNER =
  'There is no runner at this URL. It is the address of the runner alone, such as http://runner:8787, without a path and without a slash at its end.';
const ADDRESS = 'The URL of this data source is missing or not valid. Enter one such as http://runner:8787 and save.';
const DELETED = 'Grafana has no such data source any more. Choose another one in the query.';
const GRAFANA_AWAY = 'Grafana itself did not answer. Check your own connection to it, then try again.';

/** Converts any error of a request to a RunnerError. */
export function toRunnerError(cause: unknown): RunnerError {
  if (cause instanceof RunnerError) {
    return cause;
  }
  if (cause instanceof TimeoutError) {
    return new RunnerError('timeout', TIMEOUT);
  }
  if (cause instanceof ProtocolError) {
    return new RunnerError(
      'answer',
      `What answers at this URL does not speak this plugin's version of the viewer API (${cause.message}). If it is a Framewatch runner, update the older of the two.`
    );
  }
  if (!isFetchError<unknown>(cause)) {
    return new RunnerError('grafana', GRAFANA_AWAY);
  }
  const problem = problemSchema.safeParse(cause.data);
  return problem.success ? fromRunner(cause.status, problem.data.error) : fromProxy(cause.status, textOf(cause.data));
}

/** Converts an error that the runner answered. */
function fromRunner(status: number, { code, message }: Problem): RunnerError {
  switch (code) {
    case 'unauthorized':
      return new RunnerError('token', TOKEN);
    case 'stream-not-found':
      return new RunnerError('no-stream', 'The runner has no such stream.');
    case 'not-found':
      return new RunnerError(
        'answer',
        `The runner does not know this request (${message}). Update the older of runner and plugin.`
      );
    default:
      return new RunnerError('runner', `The runner answered with status ${status}: ${sentence(message)}`);
  }
}

/**
 * Grafana's data source proxy answers 502 when it cannot connect and 504 when it gets no answer in time. It turns
 * a 401 of the runner into a 400, so that a browser does not take it for the end of the Grafana login. Its other
 * answers have a `message`; a proxy in front of it has none that is known.
 */
function fromProxy(status: number, text: string): RunnerError {
  switch (status) {
    case 400:
      if (/authentication to data source failed/i.test(text)) {
        return new RunnerError('token', TOKEN);
      }
      return /\burl\b/i.test(text) ? new RunnerError('address', ADDRESS) : grafanaFailed(status, text);
    case 401:
      return new RunnerError('grafana', LOGGED_OUT);
    case 403:
      return new RunnerError('forbidden', FORBIDDEN);
    case 404:
      return /unable to find datasource|data source not found/i.test(text)
        ? new RunnerError('grafana', DELETED)
        : new RunnerError('not-found', NO_RUNNER);
    case 502:
    case 503:
      return new RunnerError('unreachable', UNREACHABLE);
    case 408:
    case 504:
      return new RunnerError('timeout', TIMEOUT);
    case 500:
      return /creating data source proxy/i.test(text)
        ? new RunnerError('address', ADDRESS)
        : grafanaFailed(status, text);
    default:
      return status > 0 ? grafanaFailed(status, text) : new RunnerError('grafana', GRAFANA_AWAY);
  }
}

function grafanaFailed(status: number, text: string): RunnerError {
  const said = text ? `: ${sentence(text)}` : '.';
  return new RunnerError(
    'runner',
    `What answers at this URL, or a proxy before it, said status ${status}${said} The log of the runner, or that of Grafana, says why.`
  );
}

/** Returns the text of an answer for people: bounded, and never HTML. */
function textOf(data: unknown): string {
  const message = typeof data === 'object' && data !== null && 'message' in data ? data.message : data;
  return typeof message === 'string' && !message.trimStart().startsWith('<') ? message.trim().slice(0, 300) : '';
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
