export { FakeClock } from './fake-clock.js';
export { FakeSocket, LIFETIME_MS } from './fake-socket.js';
export { someConfig, someResult, someVideo, someVideoConfig } from './messages.js';
export { settle } from './settle.js';
