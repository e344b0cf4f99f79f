export * from './errors.js';
export { type Failure, failureOf } from './failure.js';
export { initStack, type InitOptions, type InitResult } from './init-stack.js';
export { type Profile, PROFILES, readProfiles, settingsOf } from './profiles.js';
export { SECRETS } from './secrets.js';
