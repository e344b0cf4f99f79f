import { asList, asNumber, asText, type ReadVariable, type Variables } from '@framewatch/service-kit/config';

const SWITCH: Readonly<Record<string, boolean>> = { auto: true, on: true, true: true, off: false, false: false };
const asSwitch: ReadVariable = (text) => SWITCH[text.toLowerCase()] ?? text;
const asRunners: ReadVariable = (text) => asList(text).map((url) => ({ url }));

/** Environment variables that stand for keys, and win over them. */
export const VARIABLES: Variables = {
  FRAMEWATCH_RUNNERS: { path: ['runners'], read: asRunners },
  FRAMEWATCH_RUNNER_TOKEN: { path: ['token'], read: asText },
  // No `secret`: the file is read with every scrape, not once.
  FRAMEWATCH_RUNNER_TOKEN_FILE: { path: ['tokenFile'], read: asText },
  EXPORTER_HOST: { path: ['host'], read: asText },
  EXPORTER_PORT: { path: ['port'], read: asNumber },
  EXPORTER_SCRAPE_TIMEOUT_SECONDS: { path: ['scrapeTimeoutSeconds'], read: asNumber },
  EXPORTER_MAX_RESPONSE_BYTES: { path: ['maxResponseBytes'], read: asNumber },
  EXPORTER_MAX_SERIES_PER_RUNNER: { path: ['maxSeriesPerRunner'], read: asNumber },
  EXPORTER_GPU: { path: ['gpu'], read: asSwitch },
  LOG_LEVEL: { path: ['logLevel'], read: asText },
};
