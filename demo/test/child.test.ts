import { startPart } from '../src/child.js';

const node = (script: string) => ({ name: 'part', args: ['-e', script] });

describe('a part of the demo', () => {
  it('has started when it has logged its port', async () => {
    const lines: string[] = [];
    const part = await startPart({
      ...node(`console.log('hello'); console.log('{"msg":"listening","port":4711}'); setInterval(() => {}, 1000)`),
      onLine: (line) => lines.push(line),
    });
    expect(part.port).toBe(4711);
    expect(lines[0]).toBe('hello');
    await part.stop();
    expect(await part.ended).toBeNull();
  });

  it('that ends before it listens is an error with its last words', async () => {
    await expect(startPart(node(`console.error('no such model'); process.exit(2)`))).rejects.toThrow(
      'part ended (2). Its last lines:\nno such model'
    );
  });

  it('that dies later is told through `ended`', async () => {
    const part = await startPart(node(`console.log('{"port":1}'); setTimeout(() => process.abort(), 50)`));
    expect((await part.ended)?.message).toContain('part ended (SIGABRT)');
  });

  it('can be stopped twice', async () => {
    const part = await startPart(node(`console.log('{"port":1}'); setInterval(() => {}, 1000)`));
    await Promise.all([part.stop(), part.stop()]);
    await part.stop();
    expect(await part.ended).toBeNull();
  });
});
