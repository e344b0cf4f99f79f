/** A sink that writes to InfluxDB 2, or to what takes its line protocol. */
export interface InfluxConfig {
  type: 'influxdb';
  /** Unique among the sinks of a runner. */
  name: string;
  url: string;
  org: string;
  bucket: string;
  token: string;
  /** Folder of the spool. */
  spoolPath: string;
  /** Most bytes on disk; the oldest go first, and are counted. */
  spoolBytes: number;
  batchLines: number;
  batchMs: number;
  /** Whether each tracked object has a point every second. */
  objects: boolean;
}
