import { collectDefaultMetrics, Registry } from 'prom-client';

/** Gauges of prom-client with names like counters; each has a variant without the suffix, by type. */
const MISNAMED = ['nodejs_active_handles_total', 'nodejs_active_requests_total', 'nodejs_active_resources_total'];

let registry: Registry | undefined;

/** The exporter's own process: CPU, memory, event loop. One registry, as there is one process to measure. */
export function processMetrics(): Registry {
  if (registry) return registry;
  registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  return registry;
}
