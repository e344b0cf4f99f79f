import { FIGURES, QUERY_TYPES, SERIES, SEVERITIES, StreamQuery } from '../types';

/**
 * Reads a stored query: missing fields get their defaults; unknown words, perhaps of a newer version, are dropped.
 */
export function readQuery(stored: Partial<StreamQuery> & { refId: string }): StreamQuery {
  return {
    ...stored,
    queryType: QUERY_TYPES.find((type) => type === stored.queryType) ?? 'detections',
    stream: stored.stream?.trim(),
    classes: stored.classes ?? [],
    series: SERIES.filter((name) => stored.series?.includes(name)),
    zones: stored.zones ?? [],
    lines: stored.lines ?? [],
    figures: FIGURES.filter((name) => stored.figures?.includes(name)),
    types: stored.types ?? [],
    severities: SEVERITIES.filter((name) => stored.severities?.includes(name)),
  };
}
