/** JSON Lines: one record a line, plain or gzipped. A bad line costs itself alone. */
import { messageOf } from '../../errors.ts';
import { broken, type Entry, MAX_RECORD_BYTES, reject, type SourceWatcher } from '../entry.ts';
import { type FieldMap, recordEntry } from './field-map.ts';
import { BrokenFile, fileBytes } from './file-bytes.ts';
import { byteLines } from './lines.ts';

export async function* jsonLines(
  path: string,
  watcher: SourceWatcher = {},
  maps?: readonly FieldMap[],
): AsyncGenerator<Entry> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let empty = true;
  try {
    for await (const line of byteLines(fileBytes(path, watcher), MAX_RECORD_BYTES)) {
      const origin = `${path}:${line.number}`;
      if (line.tooLong) {
        empty = false;
        yield reject(
          'source/too-long',
          origin,
          `a line of ${line.length} bytes, the limit is ${MAX_RECORD_BYTES}`,
        );
        continue;
      }
      let text: string;
      try {
        text = utf8.decode(line.bytes);
      } catch {
        empty = false;
        yield reject('source/invalid-utf8', origin, `the line at byte ${line.offset} is not UTF-8`);
        continue;
      }
      if (text.trim() === '') continue;
      empty = false;
      let record: unknown;
      try {
        record = JSON.parse(text);
      } catch (thrown) {
        yield reject('source/bad-json', origin, `the line at byte ${line.offset}: ${messageOf(thrown)}`);
        continue;
      }
      yield recordEntry(record, origin, maps);
    }
  } catch (thrown) {
    if (!(thrown instanceof BrokenFile)) throw thrown;
    yield broken(thrown.code, path, thrown.message);
    return;
  }
  if (empty) yield broken('source/empty', path, 'the file holds no record');
}
