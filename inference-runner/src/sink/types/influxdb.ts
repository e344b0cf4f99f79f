import { z } from 'zod';
import { filePath, flag, httpUrl, integer, mapping, text } from '@framewatch/service-kit/config';
import { id } from '../../config/id.js';
import type { InfluxConfig } from '../influx-config.js';
import type { SinkType } from './sink-type.js';

const TYPE = 'influxdb';

const schema = mapping({
  type: z.literal(TYPE),
  name: id.default(TYPE),
  url: httpUrl,
  org: text('the name of an organisation'),
  bucket: text('the name of a bucket').default('framewatch'),
  token: text('a token').optional(),
  tokenFile: text('the path of a file').optional(),
  spoolPath: filePath('a folder').default('framewatch-spool'),
  spoolBytes: integer(1024 * 1024, Number.MAX_SAFE_INTEGER, 'bytes, a whole number').default(256 * 1024 * 1024),
  batchLines: integer(1, 5000).default(5000),
  batchMs: integer(10, 60_000, 'milliseconds, a whole number').default(1000),
  objects: flag.default(false),
});

/** InfluxDB 2, and what takes its line protocol. */
export const influxdb: SinkType<typeof schema, InfluxConfig> = {
  type: TYPE,
  schema,
  ownPaths: ['spoolPath'],
  configure({ tokenFile, ...written }, { locate, secret }) {
    return {
      ...written,
      token: secret('token', written.token, tokenFile, 'INFLUX_TOKEN'),
      spoolPath: locate('spoolPath', written.spoolPath),
    };
  },
  async open(config, deps) {
    const { createInfluxSink } = await import('../influx-sink.js');
    return createInfluxSink(config, deps);
  },
};
