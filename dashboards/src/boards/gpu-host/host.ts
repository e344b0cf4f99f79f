import { graph, prom, rate, toDocs } from '../../kit/index.js';
import { toFleet, toPipeline } from './shared.js';

const HOST = 'instance=~"$host"';

const NO_HOST = 'No data of a machine: is node-exporter scraped?';

export const cpu = graph({
  title: 'CPU',
  description: 'Share of all CPUs’ time that is used. Above 90 % frames wait.',
  queries: [prom(`host:cpu_busy:ratio{${HOST}}`, '{{instance}}')],
  noData: NO_HOST,
  links: [toFleet, toDocs('What to do', 'runbooks/host-cpu-busy.md')],
  unit: 'percentunit',
}).max(1);

export const pressure = graph({
  title: 'Waiting for resources',
  description: 'Share of the time in which some process waited for a CPU, for memory or for a disk.',
  queries: (['cpu', 'memory', 'io'] as const).map((kind) =>
    prom(rate(`node_pressure_${kind}_waiting_seconds_total`, HOST), `${kind} {{instance}}`)
  ),
  noData: 'No data of waiting: is node-exporter scraped, and does the kernel tell?',
  links: [toFleet, toDocs('What to do', 'runbooks/host-cpu-busy.md')],
  unit: 'percentunit',
});

export const hostMemory = graph({
  title: 'Memory available',
  description: 'Share of the machine’s memory that programs can still get. Below 10 % the kernel may soon kill some.',
  queries: [prom(`host:memory_available:ratio{${HOST}}`, '{{instance}}')],
  noData: NO_HOST,
  links: [toFleet, toDocs('What to do', 'runbooks/host-memory-low.md')],
  unit: 'percentunit',
}).max(1);

export const disks = graph({
  title: 'Disks used',
  description: 'How full each file system is: the spool, the database and Prometheus write to them.',
  queries: [prom(`host:disk_used:ratio{${HOST}}`, '{{mountpoint}} {{instance}}')],
  noData: NO_HOST,
  links: [toPipeline, toDocs('What to do', 'runbooks/host-disk-filling.md')],
  unit: 'percentunit',
}).max(1);

export const diskRate = graph({
  title: 'Disk traffic',
  description: 'Bytes per second that are read and written, by disk.',
  queries: [
    prom(rate('node_disk_read_bytes_total', HOST), 'read {{device}} {{instance}}'),
    prom(rate('node_disk_written_bytes_total', HOST), 'written {{device}} {{instance}}'),
  ],
  noData: NO_HOST,
  links: [toPipeline],
  unit: 'Bps',
});

/**
 * Bits per second of the machine: from node-exporter or, where that sees the network of its own container only and so is
 * not asked for it (docker-compose.yml), from cAdvisor's root container.
 */
const traffic = (direction: 'receive' | 'transmit'): string =>
  `8 * (${rate(`node_network_${direction}_bytes_total`, `${HOST},device!="lo"`)} or on () label_replace(${rate(
    `container_network_${direction}_bytes_total`,
    'id="/",interface!="lo"'
  )}, "device", "$1", "interface", "(.*)"))`;

export const network = graph({
  title: 'Network traffic',
  description: 'Bits per second in and out, by network device: the cameras in, the viewers out.',
  queries: [
    prom(traffic('receive'), 'in {{device}} {{instance}}'),
    prom(traffic('transmit'), 'out {{device}} {{instance}}'),
  ],
  noData: NO_HOST,
  links: [toPipeline],
  unit: 'bps',
});
