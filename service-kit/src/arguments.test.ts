import { ArgumentsError, readArguments } from './arguments.js';

const OPTIONS = { config: { type: 'string', short: 'c' }, json: { type: 'boolean', default: false } } as const;
const KNOWN = 'known are NAME, --config VALUE, --json and --help';

describe('arguments', () => {
  it.each([
    [['a', '--config', 'b.yaml', '--json']],
    [['--config=b.yaml', '--json', 'a']],
    [['-c', 'b.yaml', '--json', '--', 'a']],
  ])('%j are read', (args) => {
    const { values, positionals } = readArguments(args, OPTIONS, ['NAME']);
    expect({ ...values }).toEqual({ config: 'b.yaml', json: true });
    expect(positionals).toEqual(['a']);
  });

  it.each([
    [['--nope'], `unknown option --nope: ${KNOWN}`],
    [['--cofnig', 'x'], `unknown option --cofnig: ${KNOWN}`],
    [['-x'], `unknown option -x: ${KNOWN}`],
    [['--constructor'], `unknown option --constructor: ${KNOWN}`],
    [['--__proto__'], `unknown option: ${KNOWN}`],
    [['--s3cret'], `unknown option: ${KNOWN}`],
    [['--token=s3cret'], `unknown option --token: ${KNOWN}`],
    [['--json=yes'], `--json takes no value: ${KNOWN}`],
    [['--help=yes'], `--help takes no value: ${KNOWN}`],
    [['--no-json'], `unknown option --no-json: ${KNOWN}`],
    [['--config'], `--config needs a value: ${KNOWN}`],
    [['--config', '--json'], `--config needs a value: ${KNOWN}`],
    [['--config='], `--config needs a value: ${KNOWN}`],
    [['--config', ''], `--config needs a value: ${KNOWN}`],
    [['-c'], `-c needs a value: ${KNOWN}`],
    [['a', 's3cret'], `an argument too many: ${KNOWN}`],
    [['a', '--', '--json'], `an argument too many: ${KNOWN}`],
    [['--help', '--nope'], `unknown option --nope: ${KNOWN}`],
  ])('%j are refused', (args, message) => {
    expect(() => readArguments(args, OPTIONS, ['NAME'])).toThrow(new ArgumentsError(message));
  });

  it('may be many of the last kind', () => {
    expect(readArguments(['get', 'a', 'b'], {}, ['get', 'NAME…']).positionals).toEqual(['get', 'a', 'b']);
    expect(readArguments([], {}, ['NAME…']).positionals).toEqual([]);
  });

  it('of a command without any are named by its help', () => {
    expect(() => readArguments(['a'], {})).toThrow('an argument too many: known are --help');
  });
});
