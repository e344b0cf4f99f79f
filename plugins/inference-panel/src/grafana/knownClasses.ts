const known = new Set<string>();

/** The classes of all models since the page was loaded, for the editor's choices. */
export function rememberClasses(classes: readonly string[]): void {
  for (const name of classes) {
    known.add(name);
  }
}

export function knownClasses(): string[] {
  return [...known].sort((a, b) => a.localeCompare(b));
}
