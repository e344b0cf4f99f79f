import { ViewerClient, ViewerDeps } from '@framewatch/viewer-client';
import { RunnerError } from '../api';
import { describeFailure } from '../live';

/** Opens the WebSocket of a stream and closes it once the runner has said hello. Rejects with a RunnerError. */
export function checkSocket(deps: ViewerDeps): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = { format: 'none', queue: () => 0 } as const;
    // The streams have been asked for a moment ago.
    const check = async () => ({ ok: true }) as const;
    const client = new ViewerClient({ ...deps, check }, request, {
      onState: (state) => {
        if (state.kind === 'open') {
          resolve();
          client.close();
        } else if (state.kind === 'waiting') {
          const cause = describeFailure(state.failure);
          reject(new RunnerError('live', `The runner answers, but live data does not come through. ${cause}`));
          client.close();
        }
      },
      onConnected: () => undefined,
      onConfig: () => undefined,
      onVideo: () => undefined,
      onResult: () => undefined,
      onStatus: () => undefined,
      onEvent: () => undefined,
      onServerError: () => undefined,
      onMalformed: () => undefined,
    });
    client.start();
  });
}
