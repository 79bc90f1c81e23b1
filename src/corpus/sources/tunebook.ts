/**
 * An ABC tunebook of any size, one tune in memory at a time. Every tune is decoded by itself, and so is the file header, the
 * text before the first X:, whose fields go with every tune.
 */
import { decodeAbc } from '../../formats/abc/decode-abc.ts';
import { textLines } from '../../music/abc-lines.ts';
import { type FileHeader, fileHeader } from '../../music/file-header.ts';
import { firstTune, straysIn } from '../../music/tunebook.ts';
import { broken, type Entry, MAX_TUNE_BYTES, reject, type SourceWatcher } from '../entry.ts';
import { abcBytes } from './abc-bytes.ts';
import { BrokenFile, fileBytes } from './file-bytes.ts';
import { byteLines } from './lines.ts';
import { strayEntry, tuneEntries } from './text-tunes.ts';

/** The text before the first tune is kept up to this size: longer ones are prose. */
const MAX_HEADER_BYTES = 2 ** 16;

interface Block {
  lines: Uint8Array[];
  bytes: number;
  /** Of the first, from 1. */
  line: number;
  tooLong: boolean;
}

export interface TunebookOptions {
  /** A text without any X: line may be a tune, or several with blank lines between. */
  bareTunes?: boolean | undefined;
}

export function tunebook(
  path: string,
  watcher: SourceWatcher = {},
  options: TunebookOptions = {},
): AsyncGenerator<Entry> {
  return tunesOf(path, fileBytes(path, watcher), options);
}

/** As `tunebook`, of bytes that lie elsewhere: `name` is where. */
export async function* tunesOf(
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  { bareTunes = false }: TunebookOptions = {},
): AsyncGenerator<Entry> {
  let header: FileHeader = [];
  let charset: string | undefined;
  let block = emptyBlock(1);
  let inFront = true;
  let empty = true;

  const text = ({ lines }: Block) => {
    const decoded = decodeAbc(joinLines(lines), charset);
    if (inFront) charset = decoded.charset;
    return textLines(decoded.text);
  };
  function* close(): Generator<Entry> {
    const { line, tooLong, bytes } = block;
    const origin = `${name}:${line}`;
    const limit = inFront ? MAX_HEADER_BYTES : MAX_TUNE_BYTES;
    if (tooLong) {
      const what = inFront ? 'the text before the first tune, whose fields are in no tune, has' : 'a tune of';
      yield reject('source/too-long', origin, `${what} ${bytes} bytes, the limit is ${limit}`);
    } else if (inFront) {
      const lines = text(block);
      header = fileHeader(lines);
      for (const stray of straysIn(lines, line)) yield strayEntry(`${name}:${stray.line}`, stray);
    } else {
      const { tune, rest } = firstTune(header, text(block), line);
      yield* tuneEntries({ kind: 'tune', origin, abc: tune.text });
      for (const stray of rest) yield strayEntry(`${name}:${stray.line}`, stray);
    }
    inFront = false;
  }

  try {
    for await (const line of byteLines(abcBytes(bytes), MAX_TUNE_BYTES)) {
      if (line.length > 0) empty = false;
      if (startsTune(line.bytes)) {
        yield* close();
        block = emptyBlock(line.number);
      }
      block.bytes += line.length + 1;
      block.tooLong ||= line.tooLong || block.bytes > (inFront ? MAX_HEADER_BYTES : MAX_TUNE_BYTES);
      if (block.tooLong) block.lines = [];
      else block.lines.push(line.bytes);
    }
  } catch (thrown) {
    if (!(thrown instanceof BrokenFile)) throw thrown;
    // the tune in which the file broke off is lost; those before it are not
    yield broken(thrown.code, name, thrown.message);
    return;
  }
  if (!inFront) yield* close();
  else if (empty) yield broken('source/empty', name, 'the file is empty');
  else if (bareTunes && !block.tooLong)
    yield* tuneEntries({ kind: 'tune', origin: name, abc: text(block).join('\n') });
  else yield broken('source/not-abc', name, 'no line begins with X:, so there is no ABC tune');
}

function emptyBlock(line: number): Block {
  return { lines: [], bytes: 0, line, tooLong: false };
}

const [X, COLON] = [0x58, 0x3a];

/** Marks that other files left at the beginning of theirs may stand before it. */
function startsTune(line: Uint8Array): boolean {
  let at = 0;
  while (line[at]! < 0x20 || line[at] === 0xef) {
    if (line[at] === 0x0b || line[at] === 0x0c || line[at] === 0x1a) at++;
    else if (line[at] === 0xef && line[at + 1] === 0xbb && line[at + 2] === 0xbf) at += 3;
    else return false;
  }
  return line[at] === X && line[at + 1] === COLON;
}

function joinLines(lines: Uint8Array[]): Uint8Array {
  const newline = Uint8Array.of(0x0a);
  return Buffer.concat(lines.flatMap((line) => [line, newline]));
}
