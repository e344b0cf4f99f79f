import { pino } from 'pino';
import type { ViewerConfig } from '../../src/config/types.js';
import { createViewerServer, type ViewerServer } from '../../src/viewer/server.js';
import type { LiveLimits } from '../../src/viewer/limits.js';
import { FakeRunner, FakeStream } from './fakes.js';
import { TOKEN } from './http.js';

/** Starts viewer APIs of a runner with the streams `lobby` and `dock`, new for each test and closed after it. */
export function servedRunner() {
  const served = {
    stream: new FakeStream(),
    runner: new FakeRunner(),
    servers: [] as ViewerServer[],

    create(config: Partial<ViewerConfig> = {}, limits: Partial<LiveLimits> = {}): ViewerServer {
      const whole = { host: '127.0.0.1', port: 0, tokens: [TOKEN], ...config };
      const server = createViewerServer(served.runner, whole, {
        log: pino({ level: 'silent' }),
        meterOf: served.runner.meterOf,
        limits,
      });
      served.servers.push(server);
      return server;
    },

    start: (config: Partial<ViewerConfig> = {}, limits: Partial<LiveLimits> = {}) =>
      served.create(config, limits).listen(),
  };
  beforeEach(() => {
    served.stream = new FakeStream();
    served.runner = new FakeRunner(served.stream, new FakeStream('dock'));
  });
  afterEach(async () => {
    await Promise.all(served.servers.splice(0).map((server) => server.close(1000)));
  });
  return served;
}
