import { redactText } from '@framewatch/service-kit';
import { type ConfigProblem, formatKey, type KeyPath, showValue, valueAt } from '@framewatch/service-kit/config';

/**
 * Returns problems that a schema cannot find: duplicate names and references to names that do not exist. Accepts values of
 * any shape.
 */
export function referenceProblems(values: unknown, origin: (path: KeyPath) => string): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const unique = (list: KeyPath, key: string) => {
    const seen = new Map<unknown, KeyPath>();
    for (const [path, name] of named(values, list, key)) {
      const first = seen.get(name);
      if (!first) seen.set(name, path);
      else {
        const message = `${showValue(name, path)} again, expected one that differs from ${formatKey(first)}`;
        problems.push({ key: formatKey(path), origin: origin(path), message });
      }
    }
  };
  unique(['models'], 'name');
  unique(['streams'], 'id');
  const streams = valueAt(values, ['streams']);
  for (const index of Array.isArray(streams) ? streams.keys() : []) {
    unique(['streams', index, 'zones'], 'id');
    unique(['streams', index, 'lines'], 'id');
  }

  return [...problems, ...detectorProblems(values, origin), ...modelProblems(values, origin)];
}

/** A detector is another model, and no chain of detectors comes back to its first model. */
function detectorProblems(values: unknown, origin: (path: KeyPath) => string): ConfigProblem[] {
  const names = named(values, ['models'], 'name').map(([, name]) => name);
  const detectors = named(values, ['models'], 'detector');
  const next = new Map(
    detectors.map(([[list = '', index = 0], detector]) => [valueAt(values, [list, index, 'name']), detector])
  );
  return detectors.flatMap(([path, detector]) => {
    const name = valueAt(values, [...path.slice(0, -1), 'name']);
    const others = names.filter((each) => each !== name).map(redactText);
    const expected =
      others.length === 0 ? 'another model in `models`' : `the name of another model: ${others.join(', ')}`;
    const problem = (message: string) => [{ key: formatKey(path), origin: origin(path), message }];
    if (detector === name || !names.includes(detector))
      return problem(`${showValue(detector, path)}, expected ${expected}`);
    const passed = new Set<string>();
    let at: string | undefined = detector;
    for (; at !== undefined && at !== name && !passed.has(at); at = next.get(at)) passed.add(at);
    return at === name
      ? problem(`${showValue(detector, path)}, expected a chain of models that does not come back to this one`)
      : [];
  });
}

/** Every stream has to name an existing model, unless there is only one. */
function modelProblems(values: unknown, origin: (path: KeyPath) => string): ConfigProblem[] {
  const models = named(values, ['models'], 'name').map(([, name]) => name);
  const streams = valueAt(values, ['streams']);
  if (!Array.isArray(streams) || models.length === 0) return [];
  const known = models.map(redactText).join(', ');
  const problem = (path: KeyPath, message: string) => ({ key: formatKey(path), origin: origin(path), message });
  const unknown = (path: KeyPath) => {
    const name = valueAt(values, path);
    if (typeof name !== 'string' || models.includes(name)) return [];
    return [problem(path, `${showValue(name, path)}, expected the name of a model: ${known}`)];
  };
  return [...streams.keys()].flatMap((index) => {
    const [one, several] = [
      ['streams', index, 'model'],
      ['streams', index, 'models'],
    ];
    const names = valueAt(values, several);
    if (Array.isArray(names)) {
      const again = names.findIndex((name, at) => names.indexOf(name) < at);
      return [
        ...(valueAt(values, one) === undefined
          ? []
          : [problem(one, `${showValue(valueAt(values, one), one)} beside \`models\`, expected one of both`)]),
        ...(again < 0
          ? []
          : [problem([...several, again], `${showValue(names[again], several)} again, expected each name once`)]),
        ...names.flatMap((_, at) => unknown([...several, at])),
      ];
    }
    if (valueAt(values, one) !== undefined) return unknown(one);
    return models.length === 1
      ? []
      : [problem(one, `${showValue(undefined, one)}, expected the name of a model: ${known}`)];
  });
}

/** Returns the texts at `key` of every entry of a list, with their paths. */
function named(values: unknown, list: KeyPath, key: string): [KeyPath, string][] {
  const entries = valueAt(values, list);
  if (!Array.isArray(entries)) return [];
  return entries.flatMap((_, index): [KeyPath, string][] => {
    const path = [...list, index, key];
    const name = valueAt(values, path);
    return typeof name === 'string' ? [[path, name]] : [];
  });
}
