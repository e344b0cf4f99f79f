import { type ConfigProblem, formatKey, type KeyPath, type ReadText } from '@framewatch/service-kit/config';

/** The protocol's limit on classes. */
const MAX_CHARACTERS = 128;

/**
 * Returns the names of a model's classes, as they are written at the key `path`, and reads them where they are in a file.
 * Null when none are written.
 */
export function modelLabels(
  labels: string | string[] | undefined,
  path: KeyPath,
  readText: ReadText,
  origin: (key: KeyPath) => string
): { labels: string[] | null; problems: ConfigProblem[] } {
  if (labels === undefined) return { labels: null, problems: [] };
  const problem = (message: string) => ({
    labels: null,
    problems: [{ key: formatKey(path), origin: origin(path), message }],
  });
  const checked = (names: string[]) => {
    const long = names.find((name) => name.length > MAX_CHARACTERS);
    if (long !== undefined)
      return problem(`names a class with ${long.length} characters, expected ${MAX_CHARACTERS} at most`);
    const twice = names.find((name, i) => names.indexOf(name) < i);
    if (twice !== undefined) return problem(`names the class ${JSON.stringify(twice)} twice, expected each name once`);
    return { labels: names, problems: [] };
  };
  if (typeof labels !== 'string') return checked(labels);
  let text: string;
  try {
    text = readText(labels);
  } catch (error) {
    return problem(`cannot read ${labels}: ${(error as NodeJS.ErrnoException).code ?? 'unreadable'}`);
  }
  const names = text.split(/\r?\n/).map((line) => line.trim());
  while (names.at(-1) === '') names.pop();
  if (names.length > 0 && names.every((name) => name !== '')) return checked(names);
  return problem(`${labels} has lines without a name, expected the name of one class on each line`);
}
