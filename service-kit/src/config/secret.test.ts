import { readSecret, readSecretAgain } from './secret.js';

const failing = (code: string) => () => {
  throw Object.assign(new Error('s3cret'), { code });
};

describe('readSecret', () => {
  it('gives what the file holds, without the space around it', () => {
    expect(readSecret('token', () => ' s3cret\n')).toEqual({ text: 's3cret' });
  });

  it('refuses an empty file', () => {
    expect(readSecret('token', () => ' \n')).toEqual({ problem: expect.stringContaining('is empty') as string });
  });

  it('shows neither the path nor the content of what it cannot read', () => {
    const result = readSecret('s3cret', failing('ENOENT'));
    expect(result).toEqual({ problem: expect.stringContaining('cannot be read (ENOENT)') as string });
    expect(JSON.stringify(result)).not.toContain('s3cret');
  });
});

it('readSecretAgain does the same with a file that is read in the background', async () => {
  expect(await readSecretAgain('token', () => Promise.resolve(' s3cret\n'))).toEqual({ text: 's3cret' });
  for (const read of [() => Promise.resolve(' '), () => Promise.reject(new Error('s3cret'))]) {
    const result = await readSecretAgain('s3cret', read);
    expect(result).toHaveProperty('problem');
    expect(JSON.stringify(result)).not.toContain('s3cret');
  }
});
