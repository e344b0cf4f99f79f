import { parseArgs } from 'node:util';
import { AlertReceiverError } from '../alertmanager/index.js';
import { failureOf, NoFileGivenError, NotAFileError, UnknownProfileError } from './index.js';

/** What parseArgs throws for these arguments. */
function argumentError(args: string[]): unknown {
  try {
    parseArgs({ args, options: { cameras: { type: 'string' } } });
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('what stack:init says when it fails', () => {
  it.each([[['--camera', 'a.yaml']], [['cameras.yaml']], [['--cameras']]])(
    'is the argument in %j, with exit code 2 and where to read more',
    (args) => {
      const { text, exitCode } = failureOf(argumentError(args));
      expect(text).toMatch(/'(--camera|cameras\.yaml|--cameras <value>)'[^]*\nnpm run stack:init -- --help/);
      expect(exitCode).toBe(2);
    }
  );

  it('is a profile that there is not, or no file, with exit code 2', () => {
    const { text, exitCode } = failureOf(new UnknownProfileError('tpu', ['gpu']));
    expect(text).toMatch(/^there is no profile "tpu"/);
    expect(exitCode).toBe(2);
    expect(failureOf(new NoFileGivenError()).exitCode).toBe(2);
  });

  it.each([
    [new NotAFileError('/a/.env'), /^\/a\/\.env is not a file/],
    [new AlertReceiverError(['ALERT_EMAIL_FROM: needed with ALERT_EMAIL_TO']), /ALERT_EMAIL_FROM: needed/],
  ])('is cause and remedy of what is expected, without a stack: %#', (error, expected) => {
    const { text, exitCode } = failureOf(error);
    expect(text).toMatch(expected);
    expect(text).not.toContain('failure.test');
    expect(exitCode).toBe(1);
  });

  it('is the folder that Docker made as root', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: '/a/secrets' });
    const { text, exitCode } = failureOf(error);
    expect(text).toMatch(/^\/a\/secrets cannot be written by you \(EACCES\).*remove the folder/);
    expect(exitCode).toBe(1);
  });

  it('is where anything else came from', () => {
    expect(failureOf(new Error('odd')).text).toContain('failure.test');
    expect(failureOf('odd')).toEqual({ text: 'odd', exitCode: 1 });
  });
});
