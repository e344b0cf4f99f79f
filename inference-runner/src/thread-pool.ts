/** libuv's limit on the size of its pool. */
const MOST_THREADS = 1024;
/** For everything besides the reading of sources: decoding, scaling, files, DNS. */
const SPARE_THREADS = 8;

/** Threads of libuv's pool for so many streams: a source that waits for its camera holds one all the time. */
export function threadPoolFor(streams: number): number {
  return Math.min(MOST_THREADS, streams + SPARE_THREADS);
}
