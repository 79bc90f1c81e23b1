/**
 * Takes from a wheel what the binding needs: the C library, the headers of its interface and NVIDIA's libraries; about a
 * third of the wheel. Entries stream to disk, so memory stays small whatever the library's size (0.8 to 1.1 GB).
 */
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { type Entry, open, type ZipFile } from 'yauzl';
import { BgptError, messageOf } from '../../errors.ts';

const HEADERS =
  /^tensorflow\/include\/((?:tensorflow\/(?:c|core\/platform)|tsl\/(?:c|platform)|xla\/tsl\/c)\/.*\.h)$/;
const LIBRARY = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/;
/** TensorFlow's libraries look for these in ../nvidia (their RUNPATH), so the wheels' own layout is kept. */
const NVIDIA = /^nvidia\/[^/]+\/(?:lib\/.*\.so(?:\.[0-9]+)*|nvvm\/libdevice\/.*\.bc|bin\/ptxas)$/;

/** Where in `deps` an entry of a wheel belongs; undefined for what is not needed. */
export function placeOf(entry: string): string | undefined {
  const header = HEADERS.exec(entry);
  if (header) return join('include', header[1]!);
  const library = LIBRARY.exec(entry);
  if (library) return join('lib', library[1]!);
  return NVIDIA.test(entry) ? entry : undefined;
}

/**
 * Unpacks a wheel into `deps` and returns the number of files written.
 * @throws BgptError io/not-found, io/disk-full, setup/failed (not a zip, or damaged), interrupted
 */
export async function unpackWheel(wheel: string, deps: string, signal?: AbortSignal): Promise<number> {
  let files = 0;
  await eachEntry(wheel, async (entry, openEntry) => {
    const place = placeOf(entry.fileName);
    if (place === undefined) return;
    const file = join(deps, place);
    await mkdir(dirname(file), { recursive: true });
    const target = createWriteStream(file, { mode: 0o755 });
    await pipeline(await openEntry(), target, ...(signal ? [{ signal }] : []));
    files++;
  });
  return files;
}

/** The METADATA file of a wheel. */
export async function readWheelMetadata(wheel: string): Promise<string> {
  let metadata = '';
  await eachEntry(wheel, async (entry, openEntry) => {
    if (/^[^/]+\.dist-info\/METADATA$/.test(entry.fileName)) metadata = await text(await openEntry());
  });
  return metadata;
}

type OpenEntry = () => Promise<Readable>;

async function eachEntry(
  wheel: string,
  visit: (entry: Entry, openEntry: OpenEntry) => Promise<void>,
): Promise<void> {
  try {
    const zip = await promisify<string, { lazyEntries: true; autoClose: false }, ZipFile>(open)(wheel, {
      lazyEntries: true,
      autoClose: false,
    });
    try {
      await new Promise<void>((resolve, reject) => {
        const openEntry = (entry: Entry) => promisify<Entry, Readable>(zip.openReadStream.bind(zip))(entry);
        zip.on('error', reject);
        zip.on('end', resolve);
        zip.on('entry', (entry: Entry) => {
          visit(entry, () => openEntry(entry)).then(() => zip.readEntry(), reject);
        });
        zip.readEntry();
      });
    } finally {
      zip.close();
    }
  } catch (thrown) {
    throw wheelError(wheel, thrown);
  }
}

function wheelError(wheel: string, cause: unknown): BgptError {
  const options = { cause, details: { wheel } };
  const reason = (cause as NodeJS.ErrnoException).code ?? (cause as Error).name;
  if (reason === 'ENOENT' || reason === 'EACCES')
    return new BgptError('io/not-found', `cannot read the wheel ${wheel}: ${messageOf(cause)}`, options);
  if (reason === 'ENOSPC' || reason === 'EDQUOT')
    return new BgptError(
      'io/disk-full',
      `no room to unpack ${wheel} (TensorFlow takes 1 GB, with CUDA 5 GB)`,
      options,
    );
  if (reason === 'ABORT_ERR') return new BgptError('interrupted', 'interrupted', options);
  return new BgptError('setup/failed', `${wheel} cannot be unpacked: ${messageOf(cause)}`, options);
}
