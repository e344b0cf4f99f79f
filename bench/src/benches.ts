import { analysisBench } from './analysis/index.js';
import { costBench } from './cost/index.js';
import { latencyBench } from './latency/index.js';
import { modelsBench } from './models/index.js';
import { panelBench } from './panel/index.js';
import { pipelineBench } from './pipeline/index.js';
import { scrape } from './scrape/index.js';
import { soakBench } from './soak/index.js';
import type { Bench } from './types.js';
import { viewers } from './viewers/index.js';

export interface Options {
  rounds: number | undefined;
  minutes: number | undefined;
}

export interface Choice {
  about: string;
  /** The option that it has. */
  takes?: keyof Options;
  create: (options: Options) => Bench;
}

/** The benchmarks by name. */
export const BENCHES: Readonly<Record<string, Choice>> = {
  pipeline: {
    about: 'frames per second of the whole runner over those of a bare model loop',
    takes: 'rounds',
    create: ({ rounds = 15 }) => pipelineBench(rounds),
  },
  latency: {
    about: 'from the arrival of a packet to its result, without the inference',
    takes: 'rounds',
    create: ({ rounds = 6 }) => latencyBench(rounds),
  },
  cost: {
    about: 'processor time of a frame by stage, and memory, of the whole program',
    takes: 'rounds',
    create: ({ rounds = 5 }) => costBench(rounds),
  },
  models: {
    about: 'what the runner adds to models of 640×640 with 8,400 places',
    takes: 'rounds',
    create: ({ rounds = 10 }) => modelsBench(rounds),
  },
  analysis: {
    about: 'tracking, counting and anomalies of a crowd, and memory over a million frames',
    takes: 'rounds',
    create: ({ rounds = 10 }) => analysisBench(rounds),
  },
  soak: {
    about: 'growth of memory and delay of the event loop over minutes',
    takes: 'minutes',
    create: ({ minutes = 5 }) => soakBench(minutes),
  },
  viewers: { about: '50 viewers of one stream, and one that stops reading', create: () => viewers },
  scrape: { about: 'the exporter’s page for many streams', create: () => scrape },
  panel: {
    about: 'drawing, decoding and memory of the panel in Chromium',
    takes: 'minutes',
    create: ({ minutes = 2 }) => panelBench(minutes * 60),
  },
};
