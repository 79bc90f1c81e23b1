/** Bytes as lines, in memory that does not grow with a line: one past the limit is told, not kept. */

export interface ByteLine {
  /** Without its LF; empty if the line was too long. */
  bytes: Uint8Array;
  /** From 1. */
  number: number;
  /** First byte of the line in the (unzipped) file. */
  offset: number;
  /** The whole line's length, kept or not. */
  length: number;
  tooLong: boolean;
}

const LF = 0x0a;

export async function* byteLines(chunks: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<ByteLine> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let offset = 0;
  let number = 1;
  const take = (piece: Uint8Array) => {
    length += piece.length;
    if (length <= limit) parts.push(piece);
    else parts = [];
  };
  const line = (): ByteLine => {
    const tooLong = length > limit;
    const bytes = parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    const found = { bytes, number, offset, length, tooLong };
    parts = [];
    offset += length + 1;
    length = 0;
    number++;
    return found;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let to = chunk.indexOf(LF); to >= 0; to = chunk.indexOf(LF, from)) {
      take(chunk.subarray(from, to));
      yield line();
      from = to + 1;
    }
    // the chunk's memory may be used again by its maker: keep a copy of the rest
    if (from < chunk.length) take(chunk.slice(from));
  }
  if (length > 0) yield line();
}
