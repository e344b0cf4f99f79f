import type { Notice, StopOrder } from './messages.js';

/**
 * The program's side: has `stop` called once when the program is to end. Returns what says that it has ended, upon which
 * the watching process kills this one: whatever native code still runs, it ends.
 */
export function handleShutdown(runner: string, stop: (signal: NodeJS.Signals) => void): (code: number) => void {
  // Ctrl+C and service managers signal the whole group: it is the watching process that passes signals on.
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => undefined);
  process.on('message', (order: StopOrder) => stop(order.signal));
  process.on('disconnect', dieAlone);
  if (!process.connected) dieAlone();
  tell({ type: 'takes-orders', runner });
  return (code) => tell({ type: 'ended', code });
}

/** The watching process was killed: so is the whole program, as it were one process. */
function dieAlone(): void {
  process.kill(process.pid, 'SIGKILL');
}

function tell(notice: Notice): void {
  process.send?.(notice);
}
