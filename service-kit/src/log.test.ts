import { createLog } from './log.js';

function logged(write: (log: ReturnType<typeof createLog>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(createLog('info', { runner: 'edge-1' }, { write: (line) => lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('the log', () => {
  it('is JSON with the level as a word and the fields of every line', () => {
    const [line] = logged((log) => log.child({ stream: 'lobby' }).warn({ state: 'stalled' }, 'source state'));
    expect(line).toMatchObject({
      level: 'warn',
      runner: 'edge-1',
      stream: 'lobby',
      state: 'stalled',
      msg: 'source state',
    });
  });

  it('leaves out what is below its level', () => {
    expect(logged((log) => log.debug('nothing to see'))).toEqual([]);
  });

  it('shows no secret, at the top or one below', () => {
    const text = JSON.stringify(
      logged((log) => {
        log.info({ token: 'hunter2', influx: { token: 'hunter2' }, viewer: { tokens: ['hunter2'] } }, 'a');
        log.child({ url: 'rtsp://anna:hunter2@10.0.0.8/' }).info({ password: 'hunter2' }, 'b');
      })
    );
    expect(text).not.toContain('hunter2');
    expect(text).toContain('rtsp://***@10.0.0.8/');
  });

  it('shows no address that an error quotes: in its message, its stack, its fields or its causes', () => {
    const quoting = (cause?: Error) =>
      Object.assign(new Error('opening "rtsp://anna:hunter2@10.0.0.8/live?p=hunter2" failed', { cause }), {
        input: { address: 'http://u:hunter2@influxdb/?token=hunter2', headers: { authorization: 'hunter2' } },
      });
    const lines = logged((log) => {
      log.error({ err: quoting(quoting(quoting())) }, 'see rtsp://anna:hunter2@10.0.0.8/;password=hunter2');
    });
    expect(JSON.stringify(lines)).not.toContain('hunter');
    const stack = expect.stringContaining('caused by: Error: opening') as string;
    expect(lines).toMatchObject([{ msg: 'see rtsp://***@10.0.0.8/***', err: { stack } }]);
  });
});
