import { ArgumentsError } from '@framewatch/service-kit';
import { AlertReceiverError } from '../alertmanager/index.js';
import { failureOf, NotAFileError } from './index.js';

describe('what stack:init says when it fails', () => {
  it('is what it does not understand of its arguments, with exit code 2', () => {
    expect(failureOf(new ArgumentsError('--cameras needs a value'))).toEqual({
      text: 'stack:init: --cameras needs a value',
      exitCode: 2,
    });
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
