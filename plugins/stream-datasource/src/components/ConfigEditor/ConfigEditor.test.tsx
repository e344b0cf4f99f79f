import React, { useState } from 'react';
import { DataSourceSettings } from '@grafana/data';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { testIds } from '../../testIds';
import { StreamDataSourceOptions, StreamSecureJsonData } from '../../types';
import { ConfigEditor } from '.';
import { tidyUrl, urlProblem } from '../../api';

type Settings = DataSourceSettings<StreamDataSourceOptions, StreamSecureJsonData>;

function setUp(change: Partial<Settings> = {}) {
  const stored = { current: { url: '', jsonData: {}, secureJsonFields: {}, ...change } as Settings };
  function Page() {
    const [options, setOptions] = useState(stored.current);
    const onOptionsChange = (next: Settings) => {
      stored.current = next;
      setOptions(next);
    };
    return <ConfigEditor options={options} onOptionsChange={onOptionsChange} />;
  }
  render(<Page />);
  return stored;
}

describe('the config editor', () => {
  it('has labels for those who cannot see it', () => {
    setUp();
    expect(screen.getByLabelText(/^URL/)).toBe(screen.getByTestId(testIds.configEditor.url));
    expect(screen.getByLabelText(/^Token/)).toBe(screen.getByTestId(testIds.configEditor.token));
  });

  it('stores the URL without the slash at its end', async () => {
    const stored = setUp();
    await userEvent.type(screen.getByTestId(testIds.configEditor.url), ' http://runner:8787/ ');
    await userEvent.tab();
    expect(stored.current.url).toBe('http://runner:8787');
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says at once what is wrong with the URL', async () => {
    setUp();
    await userEvent.type(screen.getByTestId(testIds.configEditor.url), 'ws://runner');
    expect(screen.getByRole('alert')).toHaveTextContent('begin with http:// or https://');
  });

  it('stores the token as a secret', async () => {
    const stored = setUp();
    await userEvent.type(screen.getByTestId(testIds.configEditor.token), 's3cret');
    expect(stored.current.secureJsonData).toEqual({ token: 's3cret' });
    expect(stored.current.jsonData).toEqual({});
  });

  it('shows that there is a token, not the token, until it is reset', async () => {
    const stored = setUp({ secureJsonFields: { token: true } });
    expect(screen.getByLabelText(/^Token/)).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: /reset/i }));
    expect(stored.current.secureJsonFields).toEqual({ token: false });
    expect(stored.current.secureJsonData).toEqual({ token: '' });
    expect(screen.getByTestId(testIds.configEditor.token)).toBeEnabled();
  });
});

describe('a runner URL', () => {
  it.each([
    'http://runner:8787',
    'https://runner.example.org',
    'http://10.0.0.8:8787/',
    'https://example.org/runner-1',
  ])('may be %s', (url) => expect(urlProblem(url)).toBeUndefined());

  it.each([
    ['runner', 'Write it in full'],
    ['runner:8787', 'http:// or https://'],
    ['rtsp://camera/1', 'http:// or https://'],
    ['http://user:password@runner:8787', 'use the token'],
    ['http://runner:8787/?a=1', 'query'],
    ['http://runner:8787/viewer/v1', 'Leave out /viewer'],
  ])('must not be %s', (url, problem) => expect(urlProblem(url)).toContain(problem));

  it('is stored without spaces and slashes around it', () => {
    expect(tidyUrl(' http://runner:8787// ')).toBe('http://runner:8787');
  });
});
