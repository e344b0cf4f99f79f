import { troubleIn } from './trouble.js';

test.each([
  ['{"level":"info","msg":"model loaded"}', null],
  ['{"level":30,"msg":"listening"}', null],
  ['{"level":"warn","msg":"execution provider is not available"}', 'execution provider is not available'],
  ['{"level":50,"msg":"no answer"}', 'no answer'],
  ['{"level":"error"}', '{"level":"error"}'],
  // What Node prints of an error that nothing caught.
  ["{ code: 'ERR_OUT_OF_RANGE' }", "{ code: 'ERR_OUT_OF_RANGE' }"],
  ['{', '{'],
  ['null', 'null'],
  ['[h264 @ 0x1] no frame!', '[h264 @ 0x1] no frame!'],
])('%s', (line, trouble) => {
  expect(troubleIn(line)).toBe(trouble);
});
