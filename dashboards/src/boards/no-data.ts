/** What panels say in place of data. */
export const NOT_STREAMING = 'No results in this time: is the stream up?';
export const NOT_SCRAPED = 'Prometheus has nothing about this stream in this time';
