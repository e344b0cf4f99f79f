import type { KeyPath } from '@framewatch/service-kit';

interface Variable {
  name: string;
  path: KeyPath;
  /**
   * Converts text to the value that the YAML file would have; returns text that cannot be converted, for the schema to
   * refuse.
   */
  read: (text: string) => unknown;
}

const asText = (text: string): string => text;
const asNumber = (text: string): unknown => (text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text);
const asRunners = (text: string): unknown =>
  text
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '')
    .map((url) => ({ url }));
const SWITCH: Readonly<Record<string, boolean>> = { auto: true, on: true, true: true, off: false, false: false };

/** Environment variables that stand for keys, and win over them. An empty one counts as not set. */
export const VARIABLES: readonly Variable[] = [
  { name: 'FRAMEWATCH_RUNNERS', path: ['runners'], read: asRunners },
  { name: 'FRAMEWATCH_RUNNER_TOKEN', path: ['token'], read: asText },
  { name: 'FRAMEWATCH_RUNNER_TOKEN_FILE', path: ['tokenFile'], read: asText },
  { name: 'EXPORTER_HOST', path: ['host'], read: asText },
  { name: 'EXPORTER_PORT', path: ['port'], read: asNumber },
  { name: 'EXPORTER_SCRAPE_TIMEOUT_SECONDS', path: ['scrapeTimeoutSeconds'], read: asNumber },
  { name: 'EXPORTER_MAX_RESPONSE_BYTES', path: ['maxResponseBytes'], read: asNumber },
  { name: 'EXPORTER_MAX_SERIES_PER_RUNNER', path: ['maxSeriesPerRunner'], read: asNumber },
  { name: 'EXPORTER_GPU', path: ['gpu'], read: (text) => SWITCH[text.toLowerCase()] ?? text },
  { name: 'LOG_LEVEL', path: ['logLevel'], read: asText },
];
