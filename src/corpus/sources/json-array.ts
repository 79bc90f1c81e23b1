/**
 * A dump that is one JSON array of records, plain or gzipped, of any size. Broken JSON is reported by its byte, and every
 * record before it is kept.
 */
import { none } from 'stream-chain/defs.js';
import { jsonVerifier } from 'stream-json/core/utils/verifier.js';
import { messageOf } from '../../errors.ts';
import { broken, type Entry, MAX_RECORD_BYTES, reject, type SourceWatcher } from '../entry.ts';
import { type ArrayElement, arrayElements, NotAnArray } from './array-records.ts';
import { type FieldMap, recordEntry } from './field-map.ts';
import { BrokenFile, fileBytes } from './file-bytes.ts';

export async function* jsonArray(
  path: string,
  watcher: SourceWatcher = {},
  maps?: readonly FieldMap[],
): AsyncGenerator<Entry> {
  let index = 0;
  let bytes = 0;
  const entry = (element: ArrayElement): Entry => {
    const origin = `${path}[${index++}]`;
    if (!('tooLong' in element)) return recordEntry(element.value, origin, maps);
    return reject(
      'source/too-long',
      origin,
      `a record of ${element.tooLong} characters, the limit is ${MAX_RECORD_BYTES}`,
    );
  };
  try {
    const counted = (async function* () {
      for await (const chunk of fileBytes(path, watcher)) {
        bytes += chunk.length;
        yield chunk;
      }
    })();
    for await (const element of arrayElements(utf8Text(counted))) yield entry(element);
    if (index === 0) yield broken('source/empty', path, 'the array holds no record');
  } catch (thrown) {
    if (thrown instanceof BrokenFile) yield broken(thrown.code, path, thrown.message);
    else if (thrown instanceof NotAnArray) yield broken('source/not-an-array', path, thrown.message);
    else if (!isJsonError(thrown)) throw thrown;
    else if (bytes === 0) yield broken('source/empty', path, 'the file is empty');
    else {
      // the tokeniser forgets what it had of the last piece, and where it was: read once more, up to the fault
      const offset = await faultOffset(path);
      const head = arrayElements(utf8Text(upTo(fileBytes(path), offset)));
      let seen = 0;
      try {
        for await (const element of head) if (seen++ >= index) yield entry(element);
      } catch {
        // it breaks off where it was cut
      }
      yield broken('source/bad-json', path, `broken JSON at byte ${offset}: ${messageOf(thrown)}`);
    }
  }
}

/** stream-json throws plain Errors that speak of the parser. */
function isJsonError(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.constructor === Error && /^Parser|^Verifier/.test(thrown.message);
}

async function* utf8Text(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  // not fatal: a bad byte becomes U+FFFD, and the one record that holds it is put aside
  const decoder = new TextDecoder('utf-8');
  for await (const chunk of chunks) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* upTo(chunks: AsyncIterable<Uint8Array>, end: number): AsyncGenerator<Uint8Array> {
  let at = 0;
  for await (const chunk of chunks) {
    if (at + chunk.length >= end) {
      yield chunk.subarray(0, end - at);
      return;
    }
    at += chunk.length;
    yield chunk;
  }
}

/** The byte at which the file stops being JSON. Read as Latin-1, a character is a byte, and JSON's syntax is ASCII. */
async function faultOffset(path: string): Promise<number> {
  const verify = jsonVerifier();
  let bytes = 0;
  try {
    for await (const chunk of fileBytes(path)) {
      // a byte-order mark is no fault
      const mark = bytes === 0 && chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf ? 3 : 0;
      verify(`${' '.repeat(mark)}${Buffer.from(chunk.subarray(mark)).toString('latin1')}`);
      bytes += chunk.length;
    }
    verify(none as unknown as string);
  } catch (thrown) {
    return (thrown as { offset?: number }).offset ?? bytes;
  }
  return bytes;
}
