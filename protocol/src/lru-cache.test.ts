import { LruCache } from './index.js';

const valuesOf = (cache: LruCache<string>) => [...cache.values()].join(' ');

describe('LruCache', () => {
  it('makes what is missing, once', () => {
    const cache = new LruCache<object>(2);
    const made = cache.get('a', () => ({}));
    expect(cache.get('a', () => ({}))).toBe(made);
  });

  it('evicts what was used least recently, whether it was asked for or set', () => {
    const cache = new LruCache<string>(2);
    cache.set('a', 'a');
    cache.get('b', () => 'b');
    cache.get('a', () => 'never made');
    expect(valuesOf(cache)).toBe('b a');
    cache.set('c', 'c');
    expect(valuesOf(cache)).toBe('a c');
    cache.set('a', 'a, too');
    expect(valuesOf(cache)).toBe('c a, too');
  });

  it('is empty once it is cleared', () => {
    const cache = new LruCache<string>(2);
    cache.set('a', 'a');
    cache.clear();
    expect(valuesOf(cache)).toBe('');
  });
});
