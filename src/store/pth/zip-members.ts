/** The members of a zip file, any range of them, in memory of their own; STORED members only, as torch writes them. */
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { BgptError, messageOf } from '../../errors.ts';

export interface ZipMembers {
  readonly names: readonly string[];
  /** Bytes of a member, undefined where there is none of that name. */
  size(name: string): number | undefined;
  /** Bytes `begin` to `end` of a member; of a whole one the checksum is compared. @throws BgptError checkpoint/corrupt */
  read(name: string, begin?: number, end?: number): Promise<Uint8Array<ArrayBuffer>>;
  close(): void;
}

/** @throws BgptError io/not-found, checkpoint/corrupt */
export async function openZip(path: string): Promise<ZipMembers> {
  const corrupt = (what: string, cause?: unknown) =>
    new BgptError('checkpoint/corrupt', `${path}: ${what}`, { details: { path }, cause });
  const zip = await openPromise(path, { lazyEntries: true, autoClose: false }).catch((thrown) => {
    const { code } = thrown as NodeJS.ErrnoException;
    if (code)
      throw new BgptError('io/not-found', `cannot read ${path}: ${messageOf(thrown)}`, { cause: thrown });
    throw corrupt(`no zip file as torch.save writes it: ${messageOf(thrown)}`, thrown);
  });
  const entries = await listEntries(zip).catch((thrown) => {
    zip.close();
    throw corrupt(`its directory is damaged: ${messageOf(thrown)}`, thrown);
  });
  return {
    names: [...entries.keys()],
    size: (name) => entries.get(name)?.uncompressedSize,
    async read(name, begin = 0, end) {
      const entry = entries.get(name);
      if (!entry) throw corrupt(`it has no member ${name}`);
      if (entry.compressionMethod !== 0 || entry.isEncrypted())
        throw corrupt(`member ${name} is compressed, which torch never does`);
      const bytes = new Uint8Array((end ?? entry.uncompressedSize) - begin);
      let at = 0;
      try {
        const stream = await zip.openReadStreamPromise(entry, { start: begin, end: begin + bytes.length });
        for await (const chunk of stream) {
          bytes.set(chunk as Uint8Array, at);
          at += (chunk as Uint8Array).length;
        }
      } catch (thrown) {
        throw corrupt(`member ${name} cannot be read: ${messageOf(thrown)}`, thrown);
      }
      if (at < bytes.length) throw corrupt(`member ${name} is truncated`);
      if (bytes.length === entry.uncompressedSize && crc32(bytes) !== entry.crc32)
        throw corrupt(`member ${name} is damaged: its checksum differs`);
      return bytes;
    },
    close: () => zip.close(),
  };
}

function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  const entries = new Map<string, Entry>();
  return new Promise((resolve, reject) => {
    zip.on('entry', (entry) => {
      if (entries.has(entry.fileName)) return reject(new Error(`two members are named ${entry.fileName}`));
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.on('end', () => resolve(entries));
    zip.on('error', reject);
    zip.readEntry();
  });
}
