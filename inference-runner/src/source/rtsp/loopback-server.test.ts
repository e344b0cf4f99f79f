import { once } from 'node:events';
import net from 'node:net';
import { LoopbackServer } from './loopback-server.js';

const RECEIVER = { onData: () => undefined, onMessage: () => undefined, onClose: () => undefined };

function connect(url: string): net.Socket {
  return net.connect(Number(new URL(url).port), '127.0.0.1');
}

describe('LoopbackServer', () => {
  it('lets go of whoever asks without the key', async () => {
    const side = new LoopbackServer(RECEIVER);
    await side.listen();
    const stranger = connect(side.url);
    stranger.write('OPTIONS rtsp://127.0.0.1/other RTSP/1.0\r\nCSeq: 1\r\n\r\n');
    await once(stranger, 'close');
    expect(side.taken).toBe(false);
    side.close();
  });

  it('closes where the system cannot accept a connection, and nothing else ends with it', async () => {
    const servers = jest.spyOn(net, 'createServer');
    const side = new LoopbackServer(RECEIVER);
    await side.listen();
    const { url } = side;
    const server = servers.mock.results.at(-1)?.value as net.Server;
    servers.mockRestore();
    server.emit('error', Object.assign(new Error('accept'), { code: 'EMFILE' }));
    const [error] = (await once(connect(url), 'error')) as [NodeJS.ErrnoException];
    expect(error.code).toBe('ECONNREFUSED');
  });
});
