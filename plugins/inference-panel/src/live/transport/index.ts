export { LiveTransport, type TransportDeps } from './LiveTransport';
export type * from './types';
