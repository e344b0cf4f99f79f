import { PacketOrder } from './packet-order.js';

function order(packets: number[], late: boolean): PacketOrder {
  const found = new PacketOrder();
  for (const rawUs of packets) found.sawPacket(rawUs);
  if (late) found.sawLatePicture();
  return found;
}

describe('PacketOrder', () => {
  it.each<[what: string, packets: number[], late: boolean, ofDecoding: boolean]>([
    ['pictures in the order of their packets', [0, 40, 80], false, false],
    ['pictures that are late though no packet was', [0, 40, 80], true, true],
    ['packets that go back and forth, as those of B-frames do', [0, 120, 40, 80], true, false],
    ['packets that stand still', [0, 0, 0], true, true],
  ])('%s', (_, packets, late, ofDecoding) => {
    expect(order(packets, late).timesAreOfDecoding).toBe(ofDecoding);
  });

  it('takes its word back once a packet goes back', () => {
    const found = order([0, 40, 80], true);
    found.sawPacket(60);
    expect(found.timesAreOfDecoding).toBe(false);
  });
});
