/**
 * One RTSP request or answer. Its texts are bytes, one character each (latin1), so that they are passed on unchanged.
 */
export interface RtspMessage {
  /** `DESCRIBE rtsp://… RTSP/1.0` or `RTSP/1.0 200 OK` */
  startLine: string;
  headers: readonly (readonly [name: string, value: string])[];
  body: Buffer;
}

/** Returns the bytes of a text, one per character. */
export function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1');
}

/** Returns all values of a header, in order. */
export function headers(message: RtspMessage, name: string): string[] {
  return message.headers.filter(([found]) => found.toLowerCase() === name).map(([, value]) => value);
}

export function header(message: RtspMessage, name: string): string | undefined {
  return headers(message, name)[0];
}

/** Returns the message with these headers replaced; null removes one. */
export function withHeaders(message: RtspMessage, changed: Readonly<Record<string, string | null>>): RtspMessage {
  const names = Object.keys(changed).map((name) => name.toLowerCase());
  const kept = message.headers.filter(([name]) => !names.includes(name.toLowerCase()));
  const added = Object.entries(changed).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  return { ...message, headers: [...kept, ...added] };
}

/** Returns the status of an answer, null for a request. */
export function statusOf({ startLine }: RtspMessage): number | null {
  const status = /^RTSP\/\d\.\d +(\d{3})\b/.exec(startLine)?.[1];
  return status === undefined ? null : Number(status);
}

/** Returns null when the line is not that of a request. */
export function requestOf({ startLine }: RtspMessage): { method: string; uri: string } | null {
  const [, method, uri] = /^([A-Z_]+) +(\S+) +RTSP\/\d\.\d$/.exec(startLine) ?? [];
  return method === undefined || uri === undefined ? null : { method, uri };
}

/** Parses the part before the empty line. */
export function parseHead(text: string): Omit<RtspMessage, 'body'> {
  const [startLine = '', ...lines] = text.split(/\r?\n/);
  const pairs = lines.map((line) => /^([^\s:]+)\s*:\s*(.*?)\s*$/.exec(line));
  return { startLine, headers: pairs.flatMap((pair) => (pair ? [[pair[1] ?? '', pair[2] ?? ''] as const] : [])) };
}

export function format({ startLine, headers, body }: RtspMessage): Buffer {
  const lines = [startLine, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), body]);
}
