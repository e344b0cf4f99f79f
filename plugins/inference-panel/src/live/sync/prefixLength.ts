/** Returns the length of the longest prefix whose entries fulfil `holds`. */
export function prefixLength<T>(list: readonly T[], holds: (item: T) => boolean): number {
  const end = list.findIndex((item) => !holds(item));
  return end < 0 ? list.length : end;
}
