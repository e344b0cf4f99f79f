import { QUERY_TYPES, SERIES, StreamQuery } from '../types';

/**
 * A stored query as the present version understands it: missing fields get their defaults, words that a newer
 * version may have written are left out.
 */
export function readQuery(stored: Partial<StreamQuery> & { refId: string }): StreamQuery {
  return {
    ...stored,
    queryType: QUERY_TYPES.find((type) => type === stored.queryType) ?? 'detections',
    stream: stored.stream?.trim(),
    classes: stored.classes ?? [],
    series: SERIES.filter((name) => stored.series?.includes(name)),
  };
}
