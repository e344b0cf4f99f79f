import React, { useState } from 'react';
import { setTemplateSrv } from '@grafana/runtime';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { StreamDescriptor } from '@framewatch/protocol';
import { Answer, fakeDataSource } from '../../testing/fakeRunner';
import { fakeTemplateSrv } from '../../testing/fakeTemplateSrv';
import { descriptor } from '../../testing/fixtures';
import { giveElementsASize } from '../../testing/layout';
import { testIds } from '../../testIds';
import { StreamQuery } from '../../types';
import { AnnotationQueryEditor, QueryEditor } from '.';

const ids = testIds.queryEditor;
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
  body: { streams: [descriptor('lobby', { name: 'Lobby', labels, ...areas }), descriptor('yard')] },
};

function setUp(initial: Partial<StreamQuery> = {}, answer: Answer = streams, Editor = QueryEditor) {
  const { datasource } = fakeDataSource({ '/streams': answer });
  const onRunQuery = jest.fn();
  const stored = { current: { refId: 'A', ...initial } as StreamQuery };
  function Page() {
    const [query, setQuery] = useState(stored.current);
    const onChange = (next: StreamQuery) => {
      stored.current = next;
      setQuery(next);
    };
    return <Editor datasource={datasource} query={query} onChange={onChange} onRunQuery={onRunQuery} />;
  }
  render(<Page />);
  return { stored, onRunQuery };
}

beforeEach(() => {
  giveElementsASize();
  setTemplateSrv(fakeTemplateSrv({ camera: 'lobby' }));
});
afterEach(() => jest.restoreAllMocks());

describe('the query editor', () => {
  it('begins with live detections of the first stream', () => {
    setUp();
    expect(screen.getByTestId(ids.queryType)).toHaveValue('Live detections');
    expect(screen.getByTestId(ids.stream)).toHaveAttribute('placeholder', 'The first stream');
  });

  it('has a label on every input', () => {
    setUp();
    expect(screen.getByLabelText('Query')).toBe(screen.getByTestId(ids.queryType));
    expect(screen.getByLabelText('Stream')).toBe(screen.getByTestId(ids.stream));
    expect(screen.getByLabelText('Classes')).toBe(screen.getByTestId(ids.classes));
    expect(screen.getByLabelText('Series')).toBe(screen.getByTestId(ids.series));
  });

  it('offers the streams of the runner and the variables of the dashboard', async () => {
    const { stored, onRunQuery } = setUp();
    await userEvent.click(screen.getByTestId(ids.stream));
    const options = (await screen.findAllByRole('option')).map(({ textContent }) => textContent);
    expect(options).toEqual([
      expect.stringContaining('Lobby (lobby)'),
      expect.stringContaining('yard'),
      expect.stringContaining('${camera}'),
    ]);
    await userEvent.click(screen.getByRole('option', { name: /yard/ }));
    expect(stored.current).toMatchObject({ queryType: 'detections', stream: 'yard' });
    expect(onRunQuery).toHaveBeenCalledTimes(1);
  });

  it('takes a stream that the runner does not have yet', async () => {
    const { stored } = setUp();
    await userEvent.type(screen.getByTestId(ids.stream), 'attic{Enter}');
    expect(stored.current.stream).toBe('attic');
  });

  it('offers the classes that the model of the stream knows', async () => {
    const { stored } = setUp({ stream: 'lobby' });
    await userEvent.click(screen.getByTestId(ids.classes));
    await userEvent.click(await screen.findByRole('option', { name: /dog/ }));
    expect(stored.current.classes).toEqual(['dog']);
  });

  it('chooses series', async () => {
    const { stored } = setUp({ stream: 'lobby' });
    await userEvent.click(screen.getByTestId(ids.series));
    await userEvent.click(await screen.findByRole('option', { name: 'Inferred FPS' }));
    expect(stored.current.series).toEqual(['fps']);
  });

  it('asks for a stream only where one is needed', async () => {
    const { stored } = setUp({ stream: 'lobby' });
    await userEvent.click(screen.getByTestId(ids.queryType));
    await userEvent.click(await screen.findByRole('option', { name: /^Streams/ }));
    expect(stored.current.queryType).toBe('streams');
    expect(screen.queryByTestId(ids.stream)).not.toBeInTheDocument();
    expect(screen.queryByTestId(ids.classes)).not.toBeInTheDocument();
  });

  it('knows that events of all streams are possible', () => {
    setUp({ queryType: 'events' });
    expect(screen.getByTestId(ids.stream)).toHaveAttribute('placeholder', 'All streams');
    expect(screen.queryByTestId(ids.series)).not.toBeInTheDocument();
  });

  it.each([
    ['counts', 'zones', /hall/, { zones: ['hall'] }],
    ['counts', 'lines', /door/, { lines: ['door'] }],
    ['counts', 'figures', /Mean dwell/, { figures: ['dwell'] }],
    ['crossings', 'lines', /door/, { lines: ['door'] }],
    ['events', 'types', /crossing/, { types: ['crossing'] }],
    ['events', 'severities', /critical/, { severities: ['critical'] }],
  ] as const)('narrows %s by %s', async (queryType, key, option, expected) => {
    const { stored } = setUp({ queryType });
    await userEvent.click(screen.getByTestId(ids[key]));
    await userEvent.click(await screen.findByRole('option', { name: option }));
    expect(stored.current).toMatchObject(expected);
  });

  it('says why there are no streams to choose from', async () => {
    setUp({}, { status: 502 });
    expect(await screen.findByText(/could not reach the runner/)).toBeInTheDocument();
  });
});

describe('the editor of an annotation', () => {
  it('asks for events only: which stream is all there is to choose', async () => {
    const { stored } = setUp({}, streams, AnnotationQueryEditor);
    expect(screen.queryByTestId(ids.queryType)).toBeNull();
    expect(screen.getByTestId(ids.stream)).toHaveAttribute('placeholder', 'All streams');
    await userEvent.click(screen.getByTestId(ids.stream));
    await userEvent.click(await screen.findByRole('option', { name: /yard/ }));
    expect(stored.current).toMatchObject({ queryType: 'events', stream: 'yard' });
  });
});
