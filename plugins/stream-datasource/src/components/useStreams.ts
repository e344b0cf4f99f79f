import { useEffect, useState } from 'react';
import { StreamDescriptor } from '@framewatch/protocol';
import { leftOutNotice, RunnerApi, toRunnerError } from '../api';

export interface Streams {
  streams: StreamDescriptor[];
  loading: boolean;
  /** Why the list is empty or incomplete. */
  error: string | null;
}

/** The runner's streams, asked for once per editor. */
export function useStreams(api: RunnerApi): Streams {
  const [state, setState] = useState<Streams>({ streams: [], loading: true, error: null });
  useEffect(() => {
    const subscription = api.streams().subscribe({
      next: ({ items, leftOut }) => setState({ streams: items, loading: false, error: leftOutNotice(leftOut) ?? null }),
      error: (cause: unknown) => setState({ streams: [], loading: false, error: toRunnerError(cause).message }),
    });
    return () => subscription.unsubscribe();
  }, [api]);
  return state;
}
