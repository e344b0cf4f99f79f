/** What the watching process tells the program. */
export interface StopOrder {
  type: 'stop';
  signal: NodeJS.Signals;
}

/** What the program tells the process that watches over it. */
export type Notice =
  /** From now on it stops in order when it is told to; before, nothing is open that would have to be closed. */
  | { type: 'takes-orders'; runner: string }
  /** All that has to be closed is closed and all that there is to say is said: the process may be killed. */
  | { type: 'ended'; code: number };
