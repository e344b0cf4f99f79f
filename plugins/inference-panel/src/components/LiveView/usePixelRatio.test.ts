import { act, renderHook } from '@testing-library/react';
import { usePixelRatio } from './usePixelRatio';

it('follows the screen that the page is on, and stops when it is not needed any more', () => {
  const listeners = new Map<string, () => void>();
  window.matchMedia = ((query: string) => ({
    addEventListener: (_: string, listener: () => void) => listeners.set(query, listener),
    removeEventListener: () => listeners.delete(query),
  })) as unknown as typeof window.matchMedia;
  window.devicePixelRatio = 1;

  const { result, unmount } = renderHook(usePixelRatio);
  expect(result.current).toBe(1);
  act(() => {
    window.devicePixelRatio = 2;
    listeners.get('(resolution: 1dppx)')?.();
  });
  expect(result.current).toBe(2);
  expect([...listeners.keys()]).toEqual(['(resolution: 2dppx)']);
  unmount();
  expect(listeners.size).toBe(0);
});
