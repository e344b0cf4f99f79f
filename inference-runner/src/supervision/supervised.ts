import type { Notice, StopOrder } from './messages.js';

/**
 * The program's side: calls `stop` once when the program has to end. Returns a function to call when it has ended; the
 * supervisor then kills this process, whatever native code still runs.
 */
export function handleShutdown(runner: string, stop: (signal: NodeJS.Signals) => void): (code: number) => void {
  // Ctrl+C and service managers signal the whole process group. Ignored here: the supervisor passes signals on.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
  process.on('message', (order: StopOrder) => stop(order.signal));
  process.on('disconnect', endAtOnce);
  if (!process.connected) endAtOnce();
  tell({ type: 'stoppable', runner });
  return (code) => tell({ type: 'ended', code });
}

/** The supervisor was killed: the program ends too, as if both were one process. */
function endAtOnce(): void {
  process.kill(process.pid, 'SIGKILL');
}

function tell(notice: Notice): void {
  process.send?.(notice);
}
