export { assign, ownerOf } from './rendezvous.js';
export { Shard } from './shard.js';
