/**
 * Protocol Buffers as bytes, on protobufjs's writer alone: its reflection compiles code at run time, which a strict
 * Content-Security-Policy forbids.
 */
import protobuf from 'protobufjs/minimal.js';

export type Writer = protobuf.Writer;
export const writer = (): Writer => protobuf.Writer.create();

/** Wire types of Protocol Buffers. */
export const VARINT = 0;
const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

export function tag(id: number, wireType: number): number {
  return (id << 3) | wireType;
}

export function text(out: Writer, id: number, value: string): void {
  out.uint32(tag(id, LENGTH_DELIMITED)).string(value);
}

export function message(out: Writer, id: number, write: (inside: Writer) => void): void {
  write(out.uint32(tag(id, LENGTH_DELIMITED)).fork());
  out.ldelim();
}

/** A repeated int64, which proto3 packs; an empty one is left out. */
export function packed(out: Writer, id: number, values: readonly number[]): void {
  if (values.length === 0) return;
  message(out, id, (inside) => {
    for (const value of values) inside.int64(value);
  });
}

/** A field that holds these bytes in a row. */
export function bytesField(id: number, pieces: readonly Uint8Array[]): Uint8Array[] {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const head = writer().uint32(tag(id, LENGTH_DELIMITED));
  return [head.uint32(length).finish(), ...pieces];
}

export function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
