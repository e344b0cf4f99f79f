import { readArguments } from './arguments.js';

describe('the demo’s arguments', () => {
  it('opens the page on its usual port, and checks on a free one', () => {
    expect(readArguments([])).toMatchObject({ check: false, model: 'movenet-multipose', port: 3300, screenshot: null });
    expect(readArguments(['--check'])).toMatchObject({ check: true, port: 0 });
  });

  it('takes a port, a browser and a picture file', () => {
    expect(
      readArguments(['--check', '--port', '8080', '--chromium', '/opt/chromium', '--screenshot', 'page.png'])
    ).toMatchObject({
      port: 8080,
      chromium: '/opt/chromium',
      screenshot: 'page.png',
    });
  });

  it('takes another model of the catalogue', () => {
    expect(readArguments(['--model', 'nanodet'])).toMatchObject({ model: 'nanodet' });
  });

  it.each([
    [['--port', 'http'], '--port http: not a port number'],
    [['--port', '70000'], '--port 70000: not a port number'],
    [['--port', '0x50'], '--port 0x50: not a port number'],
    [['--port='], '--port needs a value'],
    [['--chek'], 'unknown option --chek: known are --check, --model VALUE, --port VALUE'],
    [['--model', 'yolo'], '--model yolo: no such model, known are movenet-multipose, nanodet, centernet, blazeface'],
    [['--model'], '--model needs a value'],
    [['check'], 'an argument too many'],
    [['--screenshot', 'page.png'], '--screenshot needs --check'],
    [['--chromium', '/opt/chromium'], '--chromium needs --check'],
  ])('refuses %j', (args, message) => {
    expect(() => readArguments(args)).toThrow(message);
  });
});
