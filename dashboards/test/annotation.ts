/** What Grafana's server knows as it writes an alert's text. Without data it has no values, and no label of a series. */
export interface AnnotationData {
  labels: Readonly<Record<string, string>>;
  values: Readonly<Record<string, number>>;
}

/** A text that our rules may not have, or one that would not come out as a sentence. */
export class AnnotationError extends Error {
  override readonly name = 'AnnotationError';
}

const LABEL = /^\$labels\.([a-z_]+)$/;
const VALUE = /^\$values\.([A-Z])\.Value \| (?:printf "%\.(\d)f"|(humanizePercentage))$/;
const GUARDED = /^\{\{ if \$values\.([A-Z]) \}\}(.*)\{\{ else \}\}(.*)\{\{ end \}\}$/s;
const ACTION = /\{\{ (.*?) \}\}/;

/**
 * Renders the part of Go's templates that rules may use: labels, a value as a number of decimals or as a percentage, and
 * one guard around the whole text for when there is no data. Anything else is refused, as are labels and values that are
 * not there, for which Go would write `[no value]` or `%!f(<nil>)`, or fail.
 *
 * @throws AnnotationError
 */
export function renderAnnotation(template: string, data: AnnotationData): string {
  const [, letter, withData = '', without = ''] = GUARDED.exec(template) ?? [];
  if (letter === undefined) return fill(parse(template), data);
  const [first, second] = [parse(withData), parse(without)];
  return fill(letter in data.values ? first : second, data);
}

type Piece = string | { label: string } | { value: string; digits: number | 'percentage' };

/** Text and what stands in braces, by turns. */
function parse(template: string): Piece[] {
  return template.split(ACTION).map((piece, index) => {
    if (index % 2 === 1) return action(piece);
    if (/\{\{|\}\}/.test(piece)) throw new AnnotationError(`expected {{ and }} with one space inside: ${piece}`);
    return piece;
  });
}

function action(pipeline: string): Piece {
  const [, label] = LABEL.exec(pipeline) ?? [];
  if (label !== undefined) return { label };
  const [, value, digits] = VALUE.exec(pipeline) ?? [];
  if (value !== undefined) return { value, digits: digits === undefined ? 'percentage' : Number(digits) };
  throw new AnnotationError(`not among what annotations may use: {{ ${pipeline} }}`);
}

function fill(pieces: readonly Piece[], { labels, values }: AnnotationData): string {
  const words = pieces.map((piece) => {
    if (typeof piece === 'string') return piece;
    if ('label' in piece) {
      const text = labels[piece.label] ?? '';
      if (text === '') throw new AnnotationError(`there is no label ${piece.label}`);
      return text;
    }
    const value = values[piece.value];
    if (value === undefined) throw new AnnotationError(`there is no value ${piece.value}`);
    if (!Number.isFinite(value)) throw new AnnotationError(`${value} is no number that a sentence can have`);
    return piece.digits === 'percentage' ? percentage(value) : fixed(value, piece.digits);
  });
  const text = words.join('');
  if (text.trim() === '') throw new AnnotationError('the text is empty');
  return text;
}

/** Go rounds what lies in the middle to the even digit, JavaScript up. */
function fixed(value: number, digits: number): string {
  const isMiddle = Math.abs((value * 2 ** (digits + 1)) % 2) === 1;
  if (!isMiddle) return value.toFixed(digits);
  const scale = 10 ** digits;
  return ((2 * Math.round((value * scale) / 2)) / scale).toFixed(digits);
}

/** `%.4g` of the percentage: four digits, no zeros at the end. */
function percentage(value: number): string {
  const number = Number((value * 100).toPrecision(4));
  if (number !== 0 && (Math.abs(number) < 1e-4 || Math.abs(number) >= 1e4))
    throw new AnnotationError(`${value} is a share that Go writes with an exponent`);
  return `${number}%`;
}
