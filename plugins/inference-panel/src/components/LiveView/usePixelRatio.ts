import { useSyncExternalStore } from 'react';

/** Device pixels per CSS pixel, also after the page was zoomed or moved to another screen. */
export function usePixelRatio(): number {
  return useSyncExternalStore(subscribe, () => window.devicePixelRatio);
}

function subscribe(onChange: () => void): () => void {
  let query: MediaQueryList;
  const unwatch = () => query.removeEventListener('change', changed);
  // A media query fires when the ratio differs from the one that it names, so each change needs a new query.
  const watch = () => {
    query = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
    query.addEventListener('change', changed);
  };
  const changed = () => {
    unwatch();
    watch();
    onChange();
  };
  watch();
  return unwatch;
}
