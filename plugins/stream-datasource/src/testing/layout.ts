/** Gives elements a size and text a width, which jsdom does not: a list that draws only what is in view needs both. */
export function giveElementsASize(): void {
  const size = { width: 400, height: 400, top: 0, left: 0, bottom: 400, right: 400, x: 0, y: 0 };
  jest.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ ...size, toJSON: () => size });
  for (const height of ['offsetHeight', 'clientHeight'] as const) {
    jest.spyOn(HTMLElement.prototype, height, 'get').mockReturnValue(size.height);
  }
  for (const width of ['offsetWidth', 'clientWidth'] as const) {
    jest.spyOn(HTMLElement.prototype, width, 'get').mockReturnValue(size.width);
  }
  global.IntersectionObserver = NothingInView;
  const context = { measureText: (text: string) => ({ width: text.length * 8 }) };
  jest.spyOn(HTMLCanvasElement.prototype, 'getContext').mockReturnValue(context as CanvasRenderingContext2D);
}

class NothingInView implements IntersectionObserver {
  readonly root = null;
  readonly rootMargin = '';
  readonly scrollMargin = '';
  readonly thresholds = [];
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
  takeRecords(): IntersectionObserverEntry[] {
    return [];
  }
}
