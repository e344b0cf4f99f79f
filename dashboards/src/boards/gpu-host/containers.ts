import { graph, prom, stackedGraph, toDocs, WINDOW } from '../../kit/index.js';
import { toPipeline } from './shared.js';

const CONTAINER = 'name=~"$container",name!=""';

const NO_CONTAINER = 'No data of containers: is cAdvisor scraped?';

export const containerCpu = stackedGraph({
  title: 'CPU by container',
  description: 'CPUs that each container uses: 1 is one whole CPU.',
  queries: [prom(`sum by (name) (rate(container_cpu_usage_seconds_total{${CONTAINER}}[${WINDOW}]))`, '{{name}}')],
  noData: NO_CONTAINER,
  links: [toPipeline],
  unit: 'short',
});

export const containerMemory = stackedGraph({
  title: 'Memory by container',
  description: 'Memory that each container needs, without what can be given back. A runner’s should stay level.',
  queries: [prom(`sum by (name) (container_memory_working_set_bytes{${CONTAINER}})`, '{{name}}')],
  noData: NO_CONTAINER,
  links: [toPipeline],
  unit: 'bytes',
});

export const throttled = graph({
  title: 'Held back by the CPU limit',
  description:
    'Share of the periods in which a container had used up its CPU limit and had to wait. Latency grows then.',
  queries: [
    prom(
      `sum by (name) (rate(container_cpu_cfs_throttled_periods_total{${CONTAINER}}[${WINDOW}])) / sum by (name) (rate(container_cpu_cfs_periods_total{${CONTAINER}}[${WINDOW}]))`,
      '{{name}}'
    ),
  ],
  noData: 'No data of containers with a limit: is cAdvisor scraped?',
  links: [toPipeline],
  unit: 'percentunit',
}).max(1);

export const restarts = graph({
  title: 'Restarts by container',
  description:
    'How often each container was started again in the half hour before, as cAdvisor sees it, and each process that is scraped, as it says itself: the latter also of services without a container.',
  queries: [
    prom('container:restarts:increase30m{name=~"$container"}', '{{name}}'),
    prom('process:restarts:increase30m', '{{name}} (process)'),
  ],
  noData: 'No data of containers and processes in this time',
  links: [toPipeline, toDocs('What to do', 'runbooks/container-restarting.md')],
  unit: 'short',
});
