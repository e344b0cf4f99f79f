import {
  columns,
  graph,
  highIsBad,
  neutral,
  prom,
  promTable,
  states,
  texts,
  toDocs,
  yesIsBad,
  zeroIsNone,
} from '../../kit/index.js';
import { toModel } from './shared.js';

const GPU = 'uuid=~"$gpu"';
const NO_GPU = 'No data of a GPU: does the exporter or DCGM read one?';

/** A series of a GPU with the name of its model in front. */
const named = (expr: string) => `${expr} * on (uuid) group_left (name) gpu:info`;

const gpu = (record: string) => prom(named(`${record}{${GPU}}`), '{{name}} {{uuid}}');

const toGpuDocs = toDocs('How GPUs are read', 'metrics.md#gpus');

export const gpus = columns(
  {
    title: 'GPUs',
    description:
      'Every GPU as it is now, whether the Framewatch exporter or DCGM reads it, and those that were read within a day and are not any more.',
    noData: NO_GPU,
    links: [toModel, toGpuDocs],
  },
  ['name', 'uuid'],
  [
    {
      name: 'State',
      query: promTable(
        `max by (name, uuid) (gpu:info{${GPU}}) or max by (name, uuid) (last_over_time(gpu:info{${GPU}}[1d])) * 0`
      ),
      mappings: texts([1, 'Read', 'green'], [0, 'Not read', 'red']),
      coloured: neutral(),
    },
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
      mappings: yesIsBad(),
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

export const utilization = graph({
  title: 'GPU use',
  description: 'Share of the time in which a kernel ran. Near 100 % with dropped frames: the GPU is the limit.',
  queries: [gpu('gpu:utilization:ratio')],
  noData: NO_GPU,
  links: [toModel, toGpuDocs],
  unit: 'percentunit',
}).max(1);

export const memory = graph({
  title: 'GPU memory',
  description: 'Share of the GPU’s memory that is in use. A model that needs more fails to load or to run.',
  queries: [gpu('gpu:memory_used:ratio')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-memory-high.md')],
  unit: 'percentunit',
}).max(1);

export const temperature = graph({
  title: 'GPU temperature',
  description: 'Temperature of the chip.',
  queries: [gpu('gpu:temperature:celsius')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-thermal-slowdown.md')],
  unit: 'celsius',
});

export const power = graph({
  title: 'GPU power',
  description: 'Power that the board draws.',
  queries: [gpu('gpu:power:watts')],
  noData: NO_GPU,
  links: [toModel, toGpuDocs],
  unit: 'watt',
});

export const video = graph({
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

export const clock = graph({
  title: 'GPU clock',
  description: 'Clock of the multiprocessors. It falls when heat or the power limit hold it down.',
  queries: [gpu('gpu:sm_clock:hertz')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-thermal-slowdown.md')],
  unit: 'hertz',
});

export const slowdown = states({
  title: 'Slowed down by heat',
  description: 'When heat held the GPU’s clocks down.',
  queries: [gpu('gpu:thermal_slowdown:active')],
  noData: NO_GPU,
  links: [toModel, toDocs('What to do', 'runbooks/gpu-thermal-slowdown.md')],
  unit: 'none',
  mappings: yesIsBad('Slowed'),
});

export const xid = states({
  title: 'Newest Xid error',
  description: 'Number of the newest error that the driver reported, 0 for none. Only DCGM tells it.',
  queries: [gpu('gpu:xid:last')],
  noData: 'No data of DCGM: is it scraped?',
  links: [toModel, toDocs('What to do', 'runbooks/gpu-xid.md')],
  unit: 'none',
  mappings: zeroIsNone(),
});
