import { createExporter, type Exporter } from '@framewatch/exporter';
import { answerQuestions } from '../helper-process.js';

/** A process with one exporter, as its command line would start it. */
export type ExporterQuestions = {
  start: (config: { urls: string[]; scrapeTimeoutMs: number }) => Promise<number>;
  /** Processor time so far, milliseconds. */
  cpuMs: (nothing: undefined) => number;
};

let exporter: Exporter | undefined;

const questions: ExporterQuestions = {
  start: async ({ urls, scrapeTimeoutMs }) => {
    exporter = createExporter({
      host: '127.0.0.1',
      port: 0,
      runners: urls.map((url) => ({ url: new URL(url), discover: 'none', id: null, token: null })),
      scrapeTimeoutMs,
      maxResponseBytes: 8 * 1024 * 1024,
      // A runner of 50 streams has twice as many as the default lets it.
      maxSeriesPerRunner: 20_000,
      gpu: null,
      logLevel: 'silent',
    });
    return (await exporter.listen()).port;
  },
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

answerQuestions(questions, () => exporter?.close(0));
