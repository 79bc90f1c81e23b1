/**
 * An ABC tunebook of any size, one tune in memory at a time. Every tune is decoded by itself, so that one Latin-1 title
 * costs no UTF-8 one. The file header, before the first X:, goes with every tune.
 */
import { decodeText } from '../../formats/text.ts';
import { splitTunebook } from '../../music/tunebook.ts';
import { broken, type Entry, MAX_TUNE_BYTES, reject, type SourceWatcher } from '../entry.ts';
import { BrokenFile, fileBytes } from './file-bytes.ts';
import { byteLines } from './lines.ts';

/** The header before the first tune is kept up to this size: longer ones are prose. */
const MAX_HEADER_BYTES = 2 ** 16;

interface Block {
  lines: Uint8Array[];
  bytes: number;
  line: number;
  tooLong: boolean;
}

export function tunebook(path: string, watcher: SourceWatcher = {}): AsyncGenerator<Entry> {
  return tunesOf(path, fileBytes(path, watcher));
}

/** As `tunebook`, of bytes that lie elsewhere: `name` is where. */
export async function* tunesOf(name: string, bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Entry> {
  let header: Uint8Array[] = [];
  let headerBytes = 0;
  let block: Block | undefined;
  let tunes = 0;
  let empty = true;

  function* close(): Generator<Entry> {
    if (!block) return;
    const { lines, line, tooLong, bytes } = block;
    block = undefined;
    tunes++;
    const origin = `${name}:${line}`;
    if (tooLong) {
      yield reject('source/too-long', origin, `a tune of ${bytes} bytes, the limit is ${MAX_TUNE_BYTES}`);
      return;
    }
    const text = decodeText(joinLines([...header, new Uint8Array(), ...lines])).text;
    // what follows the tune's blank line is text between tunes
    const [tune] = splitTunebook(text);
    if (tune) yield { kind: 'tune', origin, abc: tune.text };
  }

  try {
    for await (const line of byteLines(utf8(bytes), MAX_TUNE_BYTES)) {
      if (line.length > 0) empty = false;
      if (startsTune(line.bytes)) {
        yield* close();
        block = { lines: [], bytes: 0, line: line.number, tooLong: false };
      }
      if (block) {
        block.bytes += line.length + 1;
        block.tooLong ||= line.tooLong || block.bytes > MAX_TUNE_BYTES;
        if (block.tooLong) block.lines = [];
        else block.lines.push(line.bytes);
      } else if (headerBytes <= MAX_HEADER_BYTES && !line.tooLong) {
        headerBytes += line.length;
        if (headerBytes <= MAX_HEADER_BYTES) header.push(line.bytes);
        else header = [];
      }
    }
  } catch (thrown) {
    if (!(thrown instanceof BrokenFile)) throw thrown;
    // the tune in which the file broke off is lost; those before it are not
    yield broken(thrown.code, name, thrown.message);
    return;
  }
  yield* close();
  if (empty) yield broken('source/empty', name, 'the file is empty');
  else if (tunes === 0)
    yield broken('source/not-abc', name, 'no line begins with X:, so there is no ABC tune');
}

const [X, COLON] = [0x58, 0x3a];

function startsTune(line: Uint8Array): boolean {
  return line[0] === X && line[1] === COLON;
}

function joinLines(lines: Uint8Array[]): Uint8Array {
  const newline = Uint8Array.of(0x0a);
  return Buffer.concat(lines.flatMap((line) => [line, newline]));
}

/** The byte-order mark goes, UTF-16 becomes UTF-8, and a carriage return alone (old Macs) ends a line, too. */
async function* utf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  let first = true;
  let macintosh = false;
  const encoder = new TextEncoder();
  for await (let chunk of chunks) {
    if (first) {
      if (chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf) chunk = chunk.subarray(3);
      if (chunk[0] === 0xff && chunk[1] === 0xfe) decoder = new TextDecoder('utf-16le');
      if (chunk[0] === 0xfe && chunk[1] === 0xff) decoder = new TextDecoder('utf-16be');
      macintosh = !decoder && !chunk.includes(0x0a) && chunk.includes(0x0d);
      first = false;
    }
    if (decoder) yield encoder.encode(decoder.decode(chunk, { stream: true }));
    else yield macintosh ? chunk.map((byte) => (byte === 0x0d ? 0x0a : byte)) : chunk;
  }
  if (decoder) yield encoder.encode(decoder.decode());
}
