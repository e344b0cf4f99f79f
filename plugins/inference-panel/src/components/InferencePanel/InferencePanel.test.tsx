import { settle, someConfig, someResult, someVideo } from '@framewatch/viewer-client/testing';
import { LoadingState, createDataFrame } from '@grafana/data';
import { act, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import React from 'react';
import { createPlayerDeps } from '../../grafana/playerDeps';
import { TEST_IDS } from '../../testIds';
import { FakeWorld } from '../../testing/fakePlayerDeps';
import { lastDecoder } from '../../testing/fakeWebCodecs';
import { frameOf, pastPropsOf, propsOf } from '../../testing/panelProps';
import { PAINTED_EVENT } from '../LiveView';
import { InferencePanel } from './InferencePanel';

jest.mock('../../grafana/playerDeps', () => ({ createPlayerDeps: jest.fn() }));

let worlds: FakeWorld[];

beforeEach(() => {
  worlds = [];
  jest.mocked(createPlayerDeps).mockImplementation(() => {
    const world = new FakeWorld();
    worlds.push(world);
    return world.deps;
  });
});

const world = () => worlds.at(-1) as FakeWorld;

async function connect(): Promise<void> {
  await act(settle);
  await act(async () => {
    world().socket.greet();
    world().socket.say({ type: 'status', state: 'streaming', skipped: 0 });
    world().socket.say(someConfig());
    await settle();
  });
}

function show(n: number): void {
  act(() => {
    world().socket.video(someVideo({ key: n === 0, ptsUs: n, seq: n }));
    lastDecoder().output();
    world().socket.result(someResult({ ptsUs: n, seq: n }));
    world().clock.frame();
  });
}

describe('over a range in the past', () => {
  const question = () => screen.queryByTestId(TEST_IDS.noRecording);

  it('says that there is no recording, instead of playing live', () => {
    render(<InferencePanel {...pastPropsOf('now-2h', 'now-1h')} />);
    expect(question()).toHaveTextContent('No recording of this time');
    expect(worlds).toEqual([]);
  });

  it('plays live when that is wanted, through refreshes, and says that it is another time', async () => {
    const { rerender } = render(<InferencePanel {...pastPropsOf('now-2h', 'now-1h')} />);
    await userEvent.click(screen.getByRole('button', { name: 'Go live' }));
    await connect();
    show(0);
    act(() => world().clock.advance(500));
    expect(screen.getByTestId(TEST_IDS.root)).toHaveAttribute('data-state', 'live');
    expect(screen.getByTestId(TEST_IDS.badges)).toHaveTextContent('live, not the range shown');
    rerender(<InferencePanel {...pastPropsOf('now-2h', 'now-1h')} />);
    expect(question()).not.toBeInTheDocument();
    expect(worlds).toHaveLength(1);
  });

  it('asks again with another range, and with the same one later', async () => {
    const { rerender } = render(<InferencePanel {...pastPropsOf('now-2h', 'now-1h')} />);
    await userEvent.click(screen.getByRole('button', { name: 'Go live' }));
    await connect();
    rerender(<InferencePanel {...pastPropsOf('now-1d/d', 'now-1d/d')} />);
    expect(question()).toBeInTheDocument();
    expect(world().socket.closed).toBe(1);
    rerender(<InferencePanel {...pastPropsOf('now-2h', 'now-1h')} />);
    expect(question()).toBeInTheDocument();
  });

  it('plays by itself once the range reaches the present again, and stops when it no longer does', async () => {
    const { rerender } = render(<InferencePanel {...pastPropsOf('now-2h', 'now-1h')} />);
    rerender(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    show(0);
    act(() => world().clock.advance(500));
    expect(screen.getByTestId(TEST_IDS.badges)).not.toHaveTextContent('range');
    rerender(<InferencePanel {...pastPropsOf('now-2h', 'now-1h')} />);
    expect(question()).toBeInTheDocument();
    expect(world().socket.closed).toBe(1);
    expect(world().clock.waiting).toBe(0);
  });
});

const banner = () => screen.queryByTestId(TEST_IDS.banner);

describe('without a stream', () => {
  it('says what to do about it', () => {
    render(<InferencePanel {...propsOf([createDataFrame({ fields: [] })], {}, LoadingState.Done)} />);
    expect(screen.getByTestId(TEST_IDS.noStream)).toHaveTextContent('No stream in the query');
    expect(screen.getByTestId(TEST_IDS.noStream)).toHaveTextContent('data source');
    expect(worlds).toEqual([]);
  });

  it('waits for the query first', () => {
    render(<InferencePanel {...propsOf([], {}, LoadingState.Loading)} />);
    expect(screen.getByTestId(TEST_IDS.noStream)).toHaveTextContent('Loading');
  });

  it('gives the words of a query that failed', () => {
    const props = propsOf([], {}, LoadingState.Error);
    render(
      <InferencePanel {...props} data={{ ...props.data, errors: [{ message: 'the runner refused the token' }] }} />
    );
    expect(screen.getByTestId(TEST_IDS.noStream)).toHaveTextContent('The query failed');
    expect(screen.getByTestId(TEST_IDS.noStream)).toHaveTextContent('the runner refused the token');
  });

  it('names the streams that there are when the one chosen is not among them', () => {
    render(<InferencePanel {...propsOf([frameOf('lobby'), frameOf('gate')], { stream: 'yard' })} />);
    expect(screen.getByTestId(TEST_IDS.noStream)).toHaveTextContent('No stream named yard');
    expect(screen.getByTestId(TEST_IDS.noStream)).toHaveTextContent('lobby, gate');
  });
});

describe('with a stream', () => {
  it('connects to the one that was chosen', async () => {
    render(<InferencePanel {...propsOf([frameOf('lobby'), frameOf('gate')], { stream: 'gate' })} />);
    await act(settle);
    expect(jest.mocked(createPlayerDeps)).toHaveBeenCalledWith(expect.objectContaining({ stream: 'gate' }));
  });

  it('says that it connects, then gives way to the picture', async () => {
    render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    expect(banner()).toHaveTextContent('Connecting');
    show(0);
    expect(banner()).not.toBeInTheDocument();
    expect(screen.getByTestId(TEST_IDS.root)).toHaveAttribute('data-state', 'live');
  });

  it('says on the root element what was painted', async () => {
    render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    const painted: unknown[] = [];
    screen.getByTestId(TEST_IDS.root).addEventListener(PAINTED_EVENT, (event) => {
      painted.push((event as CustomEvent<unknown>).detail);
    });
    show(0);
    expect(painted).toEqual([{ epoch: 1, ptsUs: 0, verdict: 'paired', resultSeq: 0, resultPtsUs: 0, detections: [] }]);
  });

  it('keeps its connection when new values stream in', async () => {
    const { rerender } = render(<InferencePanel {...propsOf([frameOf('lobby', 1)])} />);
    await connect();
    rerender(<InferencePanel {...propsOf([frameOf('lobby', 2)])} />);
    rerender(<InferencePanel {...propsOf([frameOf('lobby', 3)], { boxes: false, sync: 'live', hud: false })} />);
    expect(worlds).toHaveLength(1);
    expect(world().socket.closed).toBe(0);
  });

  it('leaves the old connection for another stream, or another decoder', async () => {
    const { rerender } = render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    rerender(<InferencePanel {...propsOf([frameOf('gate')])} />);
    expect(worlds).toHaveLength(2);
    expect(worlds[0]?.socket.closed).toBe(1);
    await act(settle);
    rerender(<InferencePanel {...propsOf([frameOf('gate')], { transport: 'jpeg' })} />);
    expect(worlds).toHaveLength(3);
    expect(worlds[1]?.clock.waiting).toBe(0);
  });

  it('covers the last picture, with its age, when the camera goes down', async () => {
    render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    show(0);
    act(() => {
      world().clock.advance(4_000);
      world().socket.say({ type: 'status', state: 'waiting', reason: 'no route to host', skipped: 0 });
    });
    expect(banner()).toHaveTextContent('Camera down');
    expect(banner()).toHaveTextContent('no route to host');
    expect(banner()).toHaveTextContent('Last picture: 4 s ago, not live.');
  });

  it('marks a picture that is shown without its result', async () => {
    render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    act(() => {
      world().socket.video(someVideo());
      lastDecoder().output();
      world().clock.advance(500);
      world().clock.frame();
      world().clock.advance(500);
    });
    expect(screen.getByTestId(TEST_IDS.badges)).toHaveTextContent('no result for this picture');
  });

  it('tells a screen reader what the picture is', async () => {
    render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    expect(screen.getByRole('img', { name: 'Live video of lobby' })).toBe(screen.getByTestId(TEST_IDS.video));
  });

  it('shows its figures where that is wanted, once there is something to count', async () => {
    const { rerender } = render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    expect(screen.queryByTestId(TEST_IDS.hud)).not.toBeInTheDocument();
    show(0);
    act(() => world().clock.advance(500));
    expect(screen.getByTestId(TEST_IDS.hud)).toBeInTheDocument();
    rerender(<InferencePanel {...propsOf([frameOf('lobby')], { hud: false })} />);
    expect(screen.queryByTestId(TEST_IDS.hud)).not.toBeInTheDocument();
  });

  it('is disconnected after half a minute in a page that was opened in the background', async () => {
    const visibility = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    visibility.mockRestore();
    await connect();
    for (const ms of [10_000, 10_000, 9_999]) {
      act(() => world().clock.advance(ms));
      world().socket.result(someResult());
    }
    expect(world().socket.closed).toBe(0);
    act(() => world().clock.advance(1));
    expect(world().socket.closed).toBe(1);
  });

  it('plays once in strict mode, which mounts everything twice', async () => {
    render(
      <React.StrictMode>
        <InferencePanel {...propsOf([frameOf('lobby')])} />
      </React.StrictMode>
    );
    await connect();
    show(0);
    expect(worlds.map(({ clock }) => clock.waiting > 0)).toEqual([false, true]);
    expect(screen.getByTestId(TEST_IDS.root)).toHaveAttribute('data-state', 'live');
  });

  it('leaves nothing behind when it is unmounted', async () => {
    const { unmount } = render(<InferencePanel {...propsOf([frameOf('lobby')])} />);
    await connect();
    show(0);
    const decoder = lastDecoder();
    act(() => world().socket.video(someVideo({ key: false, ptsUs: 1 })));
    const [waiting] = decoder.output();
    unmount();
    expect(world().socket.closed).toBe(1);
    expect(decoder.state).toBe('closed');
    expect(waiting?.closed).toBe(1);
    expect(world().clock.waiting).toBe(0);
  });
});
