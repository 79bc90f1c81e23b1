/** A tar or tar.gz: each MIDI file in it is its own byte sequence, each ABC file a tunebook; the rest is passed over. */
import { Readable } from 'node:stream';
import { extract, type Header } from 'tar-stream';
import { messageOf } from '../../errors.ts';
import { broken, type Entry, MAX_FILE_BYTES, reject, type SourceWatcher } from '../entry.ts';
import { BrokenFile, fileBytes } from './file-bytes.ts';
import { ABC_NAME, MIDI_NAME } from './folder.ts';
import { tunesOf } from './tunebook.ts';

/** An entry as it streams by: tar-stream's own type lacks the iterator that its stream has. */
type TarFile = AsyncIterable<Uint8Array> & { header: Header; resume(): void };

export async function* midiTar(path: string, watcher: SourceWatcher = {}): AsyncGenerator<Entry> {
  const archive = extract();
  const input = Readable.from(fileBytes(path, watcher));
  let fault: unknown;
  input.on('error', (thrown) => {
    fault = thrown;
    archive.destroy(thrown);
  });
  input.pipe(archive);
  try {
    for await (const file of archive as unknown as AsyncIterable<TarFile>) {
      const { name, size = 0, type } = file.header;
      // as in a folder: names with a dot in front, such as the `._` twins of macOS, are nobody's tunes
      if (/(^|\/)(\.(?!\.?\/)|__MACOSX\/)/.test(name)) {
        file.resume();
        continue;
      }
      const origin = `${path}/${name}`;
      if (type === 'file' && MIDI_NAME.test(name)) {
        if (size > MAX_FILE_BYTES)
          yield reject('source/too-long', origin, `${size} bytes, the limit is ${MAX_FILE_BYTES}`);
        else {
          yield {
            kind: 'files',
            origin,
            label: '',
            files: [{ format: 'mid', bytes: await wholeEntry(file) }],
          };
          continue;
        }
      } else if (type === 'file' && ABC_NAME.test(name)) {
        yield* tunesOf(origin, file);
        continue;
      }
      file.resume();
    }
  } catch (thrown) {
    watcher.signal?.throwIfAborted();
    const cause = fault ?? thrown;
    yield broken(cause instanceof BrokenFile ? cause.code : 'source/bad-tar', path, messageOf(cause));
  } finally {
    input.destroy();
  }
}

async function wholeEntry(file: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of file) chunks.push(chunk);
  return Buffer.concat(chunks);
}
