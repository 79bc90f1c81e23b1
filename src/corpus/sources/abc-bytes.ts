/** Bytes of ABC made ready to be cut into lines: UTF-16 becomes UTF-8, and a CR that no LF follows (old Macs) becomes LF. */

const [CR, LF] = [0x0d, 0x0a];

export function abcBytes(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  return lineFeeds(utf8(chunks));
}

async function* utf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first = true;
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    if (first && chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder('utf-16le');
    if (first && chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder('utf-16be');
    first = false;
    yield decoder ? encoder.encode(decoder.decode(chunk, { stream: true })) : chunk;
  }
  if (decoder) yield encoder.encode(decoder.decode());
}

/** Line ends may be of all kinds in one file, put together from several; and a CR at a chunk's end waits for the next. */
async function* lineFeeds(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held = false;
  for await (const chunk of chunks) {
    if (chunk.length === 0) continue;
    if (held) yield Uint8Array.of(chunk[0] === LF ? CR : LF);
    held = chunk[chunk.length - 1] === CR;
    const bytes = held ? chunk.subarray(0, -1) : chunk;
    let own: Uint8Array | undefined;
    for (let at = bytes.indexOf(CR); at >= 0; at = bytes.indexOf(CR, at + 1)) {
      if (bytes[at + 1] === LF) continue;
      own ??= bytes.slice();
      own[at] = LF;
    }
    yield own ?? bytes;
  }
  if (held) yield Uint8Array.of(LF);
}
