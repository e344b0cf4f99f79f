/** Protobuf messages put together by hand, right and wrong ones. */

export function varint(value: number | bigint): Buffer {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

export const tag = (id: number, wireType: number): Buffer => varint((BigInt(id) << 3n) | BigInt(wireType));
export const number = (id: number, value: number | bigint): Buffer => Buffer.concat([tag(id, 0), varint(value)]);
export const bytes = (id: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  return Buffer.concat([tag(id, 2), varint(content.length), content]);
};

/** A StringStringEntryProto as the field `id`: metadata of a model (14), or what says where a weight lies (13). */
export const entry = (id: number, key: string, value: string): Buffer => bytes(id, bytes(1, key), bytes(2, value));
export const opset = (domain: string, version: number): Buffer => bytes(8, bytes(1, domain), number(2, version));
export const graph = (...fields: Buffer[]): Buffer => bytes(7, ...fields);
/** An initializer whose numbers lie in another file. */
export const externalWeight = (name: string, location: string, offset = 0, length = 0): Buffer =>
  bytes(
    5,
    number(1, 1),
    number(2, 1),
    bytes(8, name),
    entry(13, 'location', location),
    entry(13, 'offset', String(offset)),
    entry(13, 'length', String(length)),
    number(14, 1)
  );
