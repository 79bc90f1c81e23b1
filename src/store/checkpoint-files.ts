/** The files of a checkpoint and the manifest in config.json that says which they are. */
import { z } from '#zod';
import { BgptError, messageOf } from '../errors.ts';
import { type FileStore, readText, type StoredFile } from './file-store.ts';
import { openTensors, type SafetensorsFile } from './safetensors.ts';

export const CHECKPOINT_FORMAT = 'bgpt-music checkpoint';
export const CHECKPOINT_VERSION = 2;

export const FILES = {
  config: 'config.json',
  model: 'model.safetensors',
  optimizer: 'optimizer.safetensors',
  trainer: 'trainer.json',
  card: 'README.md',
} as const;

const manifestSchema = z.object({
  format: z.literal(CHECKPOINT_FORMAT),
  formatVersion: z.number(),
  model: z.unknown(),
  /** `from>to`, the first one first; what was imported was trained on abc>mid. */
  directions: z.array(z.string()).min(1).default(['abc>mid']),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })).default({}),
});

const trainerSchema = z.object({ formatVersion: z.number(), trainer: z.unknown() });

export type Manifest = z.infer<typeof manifestSchema>;

/** A reader may meet a trainer that saves: what fails while the manifest changes is tried again with the new one. */
export async function whileUnchanged<T>(
  store: FileStore,
  read: (manifest: Manifest) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    const text = await manifestText(store);
    try {
      return await read(parseManifest(text, store.describe(FILES.config)));
    } catch (thrown) {
      if (tries === 50 || (await manifestText(store)) === text) throw thrown;
    }
  }
}

function parseManifest(text: string, path: string): Manifest {
  const parsed = manifestSchema.safeParse(parseJson(text, path));
  if (!parsed.success)
    throw new BgptError('checkpoint/config', `${path} is not the config of a ${CHECKPOINT_FORMAT}`, {
      details: { path },
    });
  checkVersion(parsed.data.formatVersion, path);
  return parsed.data;
}

function checkVersion(version: unknown, path: string): void {
  if (version !== CHECKPOINT_VERSION)
    throw new BgptError(
      'checkpoint/format-version',
      `${path} has format version ${version}; this program reads ${CHECKPOINT_VERSION}`,
      { details: { path, version } },
    );
}

/** What the trainer left, if it did. */
export async function readTrainer(store: FileStore, manifest: Manifest): Promise<unknown> {
  const file = await openCommitted(store, FILES.trainer);
  if (!file) return undefined;
  const path = store.describe(FILES.trainer);
  try {
    if (manifest.files[FILES.trainer]) checkSha256(path, FILES.trainer, manifest, await file.sha256());
    const text = new TextDecoder().decode(await file.read(0, file.size));
    const left = trainerSchema.safeParse(parseJson(text, path));
    checkVersion(left.data?.formatVersion, path);
    return left.data?.trainer;
  } finally {
    await file.close();
  }
}

/** Opens a file that the manifest lists and checks that it is that file; one that is not listed is taken as it is. */
export async function openListed(
  store: FileStore,
  name: string,
  manifest: Manifest,
): Promise<SafetensorsFile> {
  const opened = await openIfThere(store, name, manifest);
  if (!opened) throw missing(store.describe(name));
  return opened;
}

/** The same; undefined where the store has no such file. */
export async function openIfThere(
  store: FileStore,
  name: string,
  manifest: Manifest,
): Promise<SafetensorsFile | undefined> {
  const stored = await openCommitted(store, name);
  if (!stored) return undefined;
  const path = store.describe(name);
  const listed = manifest.files[name];
  try {
    if (listed && stored.size < listed.bytes)
      throw new BgptError(
        'checkpoint/corrupt',
        `${path} is truncated: it has ${stored.size} of ${listed.bytes} bytes`,
        { details: { path } },
      );
    const file = await openTensors(stored, path);
    if (listed) checkSha256(path, name, manifest, await file.sha256());
    return file;
  } catch (thrown) {
    await stored.close();
    throw thrown;
  }
}

function checkSha256(path: string, name: string, manifest: Manifest, sha256: string): void {
  const listed = manifest.files[name];
  if (listed && listed.sha256 !== sha256)
    throw new BgptError(
      'checkpoint/corrupt',
      `${path} is not the file that ${FILES.config} describes: its sha256 differs`,
      {
        details: { path },
        hint: `It was damaged, or replaced by hand: then remove "${name}" from "files" in ${FILES.config}.`,
      },
    );
}

async function manifestText(store: FileStore): Promise<string> {
  const text = await readText(store, FILES.config).catch((thrown) => {
    throw unreadable(store.describe(FILES.config), thrown);
  });
  if (text === undefined) throw missing(store.describe(FILES.config));
  return text;
}

function openCommitted(store: FileStore, name: string): Promise<StoredFile | undefined> {
  return store.open(name).catch((thrown) => {
    throw unreadable(store.describe(name), thrown);
  });
}

/** A file that cannot be read gets the hint of one that is missing; what else is wrong with a store says so itself. */
function unreadable(path: string, thrown: unknown): unknown {
  const isMissing = thrown instanceof BgptError && thrown.code === 'io/not-found';
  return isMissing ? missing(path, thrown.cause) : thrown;
}

function missing(path: string, cause?: unknown): BgptError {
  return new BgptError('io/not-found', `cannot read ${path}${cause ? `: ${messageOf(cause)}` : ''}`, {
    details: { path },
    hint: `A checkpoint is a folder with ${FILES.config} and ${FILES.model}.`,
    cause,
  });
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw new BgptError('checkpoint/corrupt', `${path} is not JSON: ${messageOf(thrown)}`, {
      details: { path },
      cause: thrown,
    });
  }
}

export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
