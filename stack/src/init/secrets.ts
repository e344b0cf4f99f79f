/** Returns this many random bytes. */
export type RandomBytes = (count: number) => Buffer;

/** A secret: a file of this name in secrets/, which compose mounts as /run/secrets/NAME. */
export interface Secret {
  name: string;
  what: string;
  /** Returns the content; `valueOf` returns that of a secret earlier in the list. */
  make: (random: RandomBytes, valueOf: (name: string) => string) => string;
}

const token = (random: RandomBytes): string => random(32).toString('hex');
/** Short enough to be typed once. */
const password = (random: RandomBytes): string => random(18).toString('base64url');

/** Every secret of the stack. Compose wants the files of all of them, also those of profiles that are off. */
export const SECRETS: readonly Secret[] = [
  { name: 'runner-token', what: 'opens the viewer API of the runners', make: token },
  { name: 'influxdb-admin-token', what: 'may do everything in InfluxDB', make: token },
  { name: 'influxdb-password', what: 'of the user framewatch in the web page of InfluxDB', make: password },
  { name: 'grafana-admin-password', what: 'of the first user of Grafana', make: password },
  { name: 'grafana-secret-key', what: 'encrypts what Grafana keeps in its database', make: token },
  { name: 'renderer-token', what: 'between Grafana and the image renderer', make: token },
  { name: 'postgres-password', what: 'of the database of two Grafanas', make: password },
  { name: 'redis-password', what: 'between two Grafanas and Redis', make: password },
  {
    name: 'redis-exporter-passwords',
    what: 'how the exporter of Redis gets in: a password by address',
    make: (_, valueOf) => JSON.stringify({ 'redis://redis:6379': valueOf('redis-password') }),
  },
  {
    name: 'grafana-cache-connection',
    what: 'how Grafana reaches Redis',
    make: (_, valueOf) => `addr=redis:6379,pool_size=100,db=0,ssl=false,password=${valueOf('redis-password')}`,
  },
];
