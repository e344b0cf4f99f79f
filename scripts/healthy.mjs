// Health check of the containers: node healthy.mjs http://127.0.0.1:8787/healthz exits 0 where that is answered with 200.
import { get } from 'node:http';

const TIMEOUT_MS = 4000;
const USAGE = 'node healthy.mjs URL, such as http://127.0.0.1:8787/healthz';
const [url = '', ...more] = process.argv.slice(2);

if (url === '--help' && more.length === 0) {
  console.log(USAGE);
  process.exit(0);
}
if (!URL.canParse(url) || new URL(url).protocol !== 'http:' || more.length > 0) {
  console.error(`expected one address that begins with http://: ${USAGE}`);
  process.exit(2);
}

const fail = (reason) => {
  console.error(`${url}: ${reason}`);
  process.exitCode = 1;
};

const request = get(url, { timeout: TIMEOUT_MS, agent: false }, (response) => {
  response.resume();
  if (response.statusCode !== 200) fail(`answered ${response.statusCode}`);
});
request.on('timeout', () => request.destroy(new Error(`no answer within ${TIMEOUT_MS} ms`)));
request.on('error', (error) => fail(error.message));
