import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { board, several, side } from '../../kit/index.js';
import { DASHBOARD_UIDS } from '../../uids.js';
import { clock, gpus, memory, power, slowdown, temperature, utilization, video, xid } from './gpu.js';
import { cpu, diskRate, disks, hostMemory, network, pressure } from './host.js';
import { containerCpu, containerMemory, restarts, throttled } from './containers.js';

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
