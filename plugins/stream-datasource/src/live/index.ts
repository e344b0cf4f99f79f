export { ConnectionPool } from './ConnectionPool';
export { LiveSocket } from './LiveSocket';
export type { Clock, LiveDeps, LiveStatus, LiveUpdate, RawSocket, Timer } from './types';
