/** Messages of the supervisor to the program. */
export interface StopOrder {
  type: 'stop';
  signal: NodeJS.Signals;
}

/** Messages of the program to the supervisor. */
export type Notice =
  /** The program can stop in order from now on. Before, nothing is open that would have to be closed. */
  | { type: 'stoppable'; runner: string }
  /** Everything is closed and logged: the process may be killed. */
  | { type: 'ended'; code: number };
