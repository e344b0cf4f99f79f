import { RunnerError } from '../api';
import { LiveDeps, LiveSocket } from '../live';

/** Opens the WebSocket of a stream and closes it once the runner has said hello. Rejects with a RunnerError. */
export function checkSocket(stream: string, { openSocket, clock }: LiveDeps): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new LiveSocket(openSocket(stream), clock, {
      onHello: () => {
        socket.close();
        resolve();
      },
      onEnd: (cause) =>
        reject(new RunnerError('live', `The runner answers, but live data does not come through. ${cause}`)),
      onResult: () => undefined,
      onStatus: () => undefined,
      onClasses: () => undefined,
      onBye: () => undefined,
      onMalformed: () => undefined,
    });
  });
}
