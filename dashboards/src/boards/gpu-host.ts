import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import {
  board,
  columns,
  graph,
  highIsBad,
  prom,
  promTable,
  rate,
  several,
  side,
  stackedGraph,
  states,
  toDashboard,
  toDocs,
  upOrDown,
  WINDOW,
} from '../kit/index.js';
import { DASHBOARD_UIDS } from '../uids.js';

const toModel = toDashboard(DASHBOARD_UIDS.modelHealth);
const toPipeline = toDashboard(DASHBOARD_UIDS.pipeline);
const toFleet = toDashboard(DASHBOARD_UIDS.fleet);
const toGpuDocs = toDocs('How GPUs are read', 'metrics.md#gpus');

const GPU = 'uuid=~"$gpu"';
const HOST = 'instance=~"$host"';
const CONTAINER = 'name=~"$container",name!=""';
const NO_GPU = 'No GPU is read: neither by the exporter nor by DCGM';
const NO_HOST = 'No node-exporter is scraped';
const NO_CONTAINER = 'No cAdvisor is scraped';

/** A series of a GPU with the name of its model in front. */
const named = (expr: string) => `${expr} * on (uuid) group_left (name) gpu:info`;
const gpu = (record: string) => prom(named(`${record}{${GPU}}`), '{{name}} {{uuid}}');

const gpus = columns(
  {
    title: 'GPUs',
    description: 'Every GPU as it is now, whether the Framewatch exporter or DCGM reads it.',
    noData: NO_GPU,
    links: [toModel, toGpuDocs],
  },
  [
    {
      name: 'Use',
      query: promTable(named(`gpu:utilization:ratio{${GPU}}`)),
      unit: 'percentunit',
      decimals: 0,
    },
    {
      name: 'Memory',
      query: promTable(named(`gpu:memory_used:ratio{${GPU}}`)),
      unit: 'percentunit',
      decimals: 0,
      coloured: highIsBad(0.8, 0.92),
    },
    {
      name: 'Temperature',
      query: promTable(named(`gpu:temperature:celsius{${GPU}}`)),
      unit: 'celsius',
      coloured: highIsBad(75, 85),
    },
    { name: 'Power', query: promTable(named(`gpu:power:watts{${GPU}}`)), unit: 'watt', decimals: 0 },
    {
      name: 'Slowed by heat',
      query: promTable(named(`gpu:thermal_slowdown:active{${GPU}}`)),
      mappings: upOrDown('Yes', 'No'),
      coloured: highIsBad(0.5, 1),
    },
    {
      name: 'ECC errors',
      query: promTable(named(`gpu:ecc_errors_uncorrected:total{${GPU}}`)),
      unit: 'short',
      coloured: highIsBad(1, 1),
    },
  ]
);

const utilization = graph({
  title: 'GPU use',
  description: 'Share of the time in which a kernel ran. Near 100 % with dropped frames: the GPU is the limit.',
  queries: [gpu('gpu:utilization:ratio')],
  noData: NO_GPU,
  links: [toModel, toGpuDocs],
  unit: 'percentunit',
}).max(1);

const memory = graph({
  title: 'GPU memory',
  description: 'Share of the GPU’s memory that is in use. A model that needs more fails to load or to run.',
  queries: [gpu('gpu:memory_used:ratio')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-memory-high.md')],
  unit: 'percentunit',
}).max(1);

const temperature = graph({
  title: 'GPU temperature',
  description: 'Temperature of the chip.',
  queries: [gpu('gpu:temperature:celsius')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-thermal-slowdown.md')],
  unit: 'celsius',
});

const power = graph({
  title: 'GPU power',
  description: 'Power that the board draws.',
  queries: [gpu('gpu:power:watts')],
  noData: NO_GPU,
  links: [toModel, toGpuDocs],
  unit: 'watt',
});

const video = graph({
  title: 'Video engines',
  description: 'Use of the GPU’s video encoder and decoder.',
  queries: [
    prom(named(`gpu:encoder_utilization:ratio{${GPU}}`), 'encoder {{name}} {{uuid}}'),
    prom(named(`gpu:decoder_utilization:ratio{${GPU}}`), 'decoder {{name}} {{uuid}}'),
  ],
  noData: NO_GPU,
  links: [toModel, toGpuDocs],
  unit: 'percentunit',
}).max(1);

const clock = graph({
  title: 'GPU clock',
  description: 'Clock of the multiprocessors. It falls when heat or the power limit hold it down.',
  queries: [gpu('gpu:sm_clock:hertz')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-thermal-slowdown.md')],
  unit: 'hertz',
});

const slowdown = states({
  title: 'Slowed down by heat',
  description: 'When heat held the GPU’s clocks down.',
  queries: [gpu('gpu:thermal_slowdown:active')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-thermal-slowdown.md')],
  unit: 'none',
})
  .mappings(upOrDown('Slowed', 'No'))
  .thresholds(highIsBad(0.5, 1));

const xid = states({
  title: 'Newest Xid error',
  description: 'Number of the newest error that the driver reported, 0 for none. Only DCGM tells it.',
  queries: [gpu('gpu:xid:last')],
  noData: 'DCGM is not scraped',
  links: [toModel, toDocs('What to do', 'runbooks/gpu-xid.md')],
  unit: 'none',
}).thresholds(highIsBad(1, 1));

const cpu = graph({
  title: 'CPU',
  description: 'Share of all CPUs’ time that is used. Above 90 % frames wait.',
  queries: [prom(`host:cpu_busy:ratio{${HOST}}`, '{{instance}}')],
  noData: NO_HOST,
  links: [toFleet, toDocs('What to do', 'runbooks/host-cpu-busy.md')],
  unit: 'percentunit',
}).max(1);

const pressure = graph({
  title: 'Waiting for resources',
  description: 'Share of the time in which some process waited for a CPU, for memory or for a disk.',
  queries: (['cpu', 'memory', 'io'] as const).map((kind) =>
    prom(rate(`node_pressure_${kind}_waiting_seconds_total`, HOST), `${kind} {{instance}}`)
  ),
  noData: 'No node-exporter is scraped, or its kernel does not tell',
  links: [toFleet, toDocs('What to do', 'runbooks/host-cpu-busy.md')],
  unit: 'percentunit',
});

const hostMemory = graph({
  title: 'Memory available',
  description: 'Share of the machine’s memory that programs can still get. Below 10 % the kernel may soon kill some.',
  queries: [prom(`host:memory_available:ratio{${HOST}}`, '{{instance}}')],
  noData: NO_HOST,
  links: [toFleet, toDocs('What to do', 'runbooks/host-memory-low.md')],
  unit: 'percentunit',
}).max(1);

const disks = graph({
  title: 'Disks used',
  description: 'How full each file system is: the spool, the database and Prometheus write to them.',
  queries: [prom(`host:disk_used:ratio{${HOST}}`, '{{mountpoint}} {{instance}}')],
  noData: NO_HOST,
  links: [toPipeline, toDocs('What to do', 'runbooks/host-disk-filling.md')],
  unit: 'percentunit',
}).max(1);

const diskRate = graph({
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

const network = graph({
  title: 'Network traffic',
  description: 'Bits per second in and out, by network device: the cameras in, the viewers out.',
  queries: [
    prom(`8 * ${rate('node_network_receive_bytes_total', `${HOST},device!="lo"`)}`, 'in {{device}} {{instance}}'),
    prom(`8 * ${rate('node_network_transmit_bytes_total', `${HOST},device!="lo"`)}`, 'out {{device}} {{instance}}'),
  ],
  noData: NO_HOST,
  links: [toPipeline],
  unit: 'bps',
});

const containerCpu = stackedGraph({
  title: 'CPU by container',
  description: 'CPUs that each container uses: 1 is one whole CPU.',
  queries: [prom(`sum by (name) (rate(container_cpu_usage_seconds_total{${CONTAINER}}[${WINDOW}]))`, '{{name}}')],
  noData: NO_CONTAINER,
  links: [toPipeline],
  unit: 'short',
});

const containerMemory = stackedGraph({
  title: 'Memory by container',
  description: 'Memory that each container needs, without what can be given back. A runner’s should stay level.',
  queries: [prom(`sum by (name) (container_memory_working_set_bytes{${CONTAINER}})`, '{{name}}')],
  noData: NO_CONTAINER,
  links: [toPipeline],
  unit: 'bytes',
});

const throttled = graph({
  title: 'Held back by the CPU limit',
  description:
    'Share of the periods in which a container had used up its CPU limit and had to wait. Latency grows then.',
  queries: [
    prom(
      `sum by (name) (rate(container_cpu_cfs_throttled_periods_total{${CONTAINER}}[${WINDOW}])) / sum by (name) (rate(container_cpu_cfs_periods_total{${CONTAINER}}[${WINDOW}]))`,
      '{{name}}'
    ),
  ],
  noData: 'No cAdvisor is scraped, or no container has a limit',
  links: [toPipeline],
  unit: 'percentunit',
}).max(1);

const restarts = graph({
  title: 'Restarts by container',
  description: 'How often each container was started in the half hour before.',
  queries: [prom('changes(container:start_time:seconds{name=~"$container"}[30m])', '{{name}}')],
  noData: NO_CONTAINER,
  links: [toPipeline, toDocs('What to do', 'runbooks/container-restarting.md')],
  unit: 'short',
});

/** What the runners run on. */
export function gpuHost(): Dashboard {
  return board({
    uid: DASHBOARD_UIDS.gpuHost,
    title: 'GPU and host',
    description: 'GPUs, machines and containers that Framewatch runs on.',
    from: 'now-3h',
    refresh: '1m',
    variables: [
      several({
        name: 'gpu',
        label: 'GPU',
        description: 'The GPUs, by their uuid.',
        series: 'gpu:info',
        values: 'uuid',
      }),
      several({
        name: 'host',
        label: 'Host',
        description: 'The machines, by the address of their node-exporter.',
        series: 'node_uname_info',
        values: 'instance',
      }),
      several({
        name: 'container',
        label: 'Container',
        description: 'The containers, by name.',
        series: 'container:start_time:seconds',
        values: 'name',
      }),
    ],
    sections: [
      {
        title: 'GPUs',
        places: [
          ...side(6, gpus),
          ...side(8, utilization, memory, temperature),
          ...side(8, power, clock, video),
          ...side(5, slowdown, xid),
        ],
      },
      { title: 'Machines', places: [...side(8, cpu, pressure, hostMemory), ...side(8, disks, diskRate, network)] },
      {
        title: 'Containers',
        places: [...side(9, containerCpu, containerMemory), ...side(8, throttled, restarts)],
      },
    ],
  });
}
