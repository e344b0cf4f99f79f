import type { StreamDescriptor } from '@framewatch/protocol';
import type { ServerResponse } from 'node:http';
import { FakeClock } from '../../test/fake-clock.js';
import { startReplica } from '../../test/replica.js';
import { STREAM } from '../../test/pipeline/fakes.js';
import { assign } from './rendezvous.js';
import { Shard } from './shard.js';

let replica: Awaited<ReturnType<typeof startReplica>> | null = null;
afterEach(() => replica?.stop());

const IDS = ['lobby', 'gate', 'dock', 'yard', 'sample-1', 'sample-2'];
const streams = IDS.map((id) => ({ ...STREAM, id, name: id }));
async function shardBeside(answer: (response: ServerResponse) => void): Promise<Shard> {
  replica = await startReplica(answer);
  return new Shard({ ordinal: 0, replicas: 2, maxReplicas: 2, peers: replica.address, graceSeconds: 60 }, streams, {
    clock: new FakeClock(),
    token: undefined,
  });
}
const [own = [], remote = []] = assign(IDS, 2);

const descriptorOf = (id: string): StreamDescriptor => ({
  id,
  name: id,
  state: 'streaming',
  width: 960,
  height: 540,
  fps: 30,
  codec: 'h264',
  model: 'pose',
  labels: { classes: [], keypoints: [], skeleton: [] },
  zones: [],
  lines: [],
  capabilities: { video: ['h264'], passthrough: true, snapshot: true },
});

describe('the list of all replicas’ streams', () => {
  it('has those of the other replica, and says of one that cannot be understood why it is missing', async () => {
    const [odd, ...sound] = remote.map(descriptorOf);
    const list = { streams: [{ ...odd, width: 0 }, ...sound] };
    const shard = await shardBeside((response) => response.end(JSON.stringify(list)));
    const told = await shard.listWith(own.map(descriptorOf));
    expect(told.map(({ id }) => id)).toEqual(IDS);
    expect(told.filter(({ state }) => state === 'streaming')).toHaveLength(IDS.length - 1);
    expect(told.find(({ id }) => id === odd?.id)).toMatchObject({
      state: 'waiting',
      width: null,
      reason: expect.stringMatching(
        /^replica 1, which runs this stream, answers, but .*run the same version/
      ) as string,
    });
  });

  it('says of those whose replica is silent that it does not answer', async () => {
    const shard = await shardBeside((response) => void response.destroy());
    const told = await shard.listWith(own.map(descriptorOf));
    for (const id of remote) {
      expect(told.find((stream) => stream.id === id)).toMatchObject({
        state: 'waiting',
        reason: 'replica 1, which runs this stream, does not answer',
      });
    }
  });
});
