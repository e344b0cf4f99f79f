import { createLog as createServiceLog } from '@framewatch/service-kit/log';
import type { DestinationStream, Logger } from 'pino';
import type { RunnerConfig } from './config/index.js';

/** The log of service-kit, with the runner's id in each line. */
export function createLog(level: RunnerConfig['logLevel'], runner: string, destination?: DestinationStream): Logger {
  return createServiceLog(level, { runner }, destination);
}
