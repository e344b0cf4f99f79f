import React, { useState } from 'react';
import { DataQueryRequest } from '@grafana/data';
import { setTemplateSrv } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StreamDescriptor } from '@framewatch/protocol';
import { firstValueFrom } from 'rxjs';
import { Answer, fakeDataSource } from '../testing/fakeRunner';
import { fakeTemplateSrv } from '../testing/fakeTemplateSrv';
import { descriptor } from '../testing/fixtures';
import { giveElementsASize } from '../testing/layout';
import { testIds } from '../testIds';
import { StreamVariableQuery } from '../types';
import { StreamVariableSupport } from '.';
import { VariableQueryEditor } from './VariableQueryEditor';

const labels = { classes: ['person', 'dog'], keypoints: [], skeleton: [] };
const areas: Pick<StreamDescriptor, 'zones' | 'lines'> = {
  zones: [
    {
      id: 'hall',
      points: [
        [0, 0],
        [1, 0],
        [1, 1],
      ],
    },
  ],
  lines: [{ id: 'door', from: [0, 0], to: [1, 1] }],
};
const streams: Answer = {
  body: { streams: [descriptor('lobby', { name: 'Lobby', labels }), descriptor('yard', areas)] },
};

async function values(query: Partial<StreamVariableQuery>) {
  const { datasource } = fakeDataSource({ '/streams': streams }, { camera: ['yard'] });
  const support = datasource.variables as StreamVariableSupport;
  const request = { targets: [{ refId: 'A', ...query }], scopedVars: {} } as DataQueryRequest<StreamVariableQuery>;
  return (await firstValueFrom(support.query(request))).data;
}

describe('a variable', () => {
  it('lists streams: their names to choose from, their ids as values', async () => {
    const expected = [
      { text: 'Lobby', value: 'lobby' },
      { text: 'yard', value: 'yard' },
    ];
    expect(await values({ queryType: 'streams' })).toEqual(expected);
    expect(await values({})).toEqual(expected);
  });

  it('lists streams before anything was chosen', async () => {
    const { datasource } = fakeDataSource();
    expect(datasource.variables?.getDefaultQuery?.()).toEqual({ refId: 'A', queryType: 'streams' });
  });

  it.each([
    [undefined, ['dog', 'person']],
    ['lobby', ['dog', 'person']],
    ['$camera', ['person']],
    ['attic', []],
  ])('lists the classes of %s', async (stream, expected) => {
    const classes = await values({ queryType: 'classes', stream });
    expect(classes.map(({ value }: { value: string }) => value)).toEqual(expected);
  });

  it.each([
    ['zones', undefined, ['hall']],
    ['zones', 'lobby', []],
    ['lines', '$camera', ['door']],
  ] as const)('lists the %s of %s', async (queryType, stream, expected) => {
    expect((await values({ queryType, stream })).map(({ value }: { value: string }) => value)).toEqual(expected);
  });

  it('is edited in words', async () => {
    giveElementsASize();
    setTemplateSrv(fakeTemplateSrv());
    const { datasource } = fakeDataSource({ '/streams': streams });
    const stored: { current: StreamVariableQuery } = { current: { refId: 'A', queryType: 'streams' } };
    function Page() {
      const [query, setQuery] = useState(stored.current);
      const onChange = (next: StreamVariableQuery) => {
        stored.current = next;
        setQuery(next);
      };
      return <VariableQueryEditor datasource={datasource} query={query} onChange={onChange} onRunQuery={jest.fn()} />;
    }
    render(<Page />);
    expect(screen.queryByLabelText('Stream')).not.toBeInTheDocument();
    await userEvent.click(screen.getByLabelText('Values'));
    await userEvent.click(await screen.findByRole('option', { name: /Classes/ }));
    await userEvent.click(screen.getByTestId(testIds.variableEditor.stream));
    await userEvent.click(await screen.findByRole('option', { name: /Lobby/ }));
    expect(stored.current).toEqual({ refId: 'A', queryType: 'classes', stream: 'lobby' });
    jest.restoreAllMocks();
  });
});
