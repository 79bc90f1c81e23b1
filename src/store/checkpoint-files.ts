/** The files of a checkpoint folder and the manifest in config.json that says which they are. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from '#zod';
import { BgptError, messageOf } from '../errors.ts';
import { withCommitted } from './commit-files.ts';
import { openSafetensors, type SafetensorsFile } from './safetensors.ts';

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
export async function whileUnchanged<T>(dir: string, read: (manifest: Manifest) => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    const text = await readText(dir, FILES.config);
    try {
      return await read(parseManifest(text, join(dir, FILES.config)));
    } catch (thrown) {
      if (tries === 50 || (await readText(dir, FILES.config)) === text) throw thrown;
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
export async function readTrainer(dir: string, manifest: Manifest): Promise<unknown> {
  const path = join(dir, FILES.trainer);
  const text = await readIfThere(dir, FILES.trainer);
  if (text === undefined) return undefined;
  checkSha256(path, FILES.trainer, manifest, createHash('sha256').update(text).digest('hex'));
  const left = trainerSchema.safeParse(parseJson(text, path));
  checkVersion(left.data?.formatVersion, path);
  return left.data?.trainer;
}

/** Opens a file that the manifest lists and checks that it is that file; one that is not listed is taken as it is. */
export async function openListed(dir: string, name: string, manifest: Manifest): Promise<SafetensorsFile> {
  const opened = await openIfThere(dir, name, manifest);
  if (!opened) throw missing(join(dir, name));
  return opened;
}

/** The same; undefined where the folder has no such file. */
export function openIfThere(
  dir: string,
  name: string,
  manifest: Manifest,
): Promise<SafetensorsFile | undefined> {
  return withCommitted(dir, name, async (path) => {
    await checkSize(path, name, manifest);
    const file = await openSafetensors(path);
    try {
      if (manifest.files[name]) checkSha256(path, name, manifest, await file.sha256());
      return file;
    } catch (thrown) {
      await file.close();
      throw thrown;
    }
  });
}

async function checkSize(path: string, name: string, manifest: Manifest): Promise<void> {
  const listed = manifest.files[name];
  const { size } = await stat(path);
  if (listed && size < listed.bytes)
    throw new BgptError(
      'checkpoint/corrupt',
      `${path} is truncated: it has ${size} of ${listed.bytes} bytes`,
      { details: { path } },
    );
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

async function readText(dir: string, name: string): Promise<string> {
  const text = await readIfThere(dir, name);
  if (text === undefined) throw missing(join(dir, name));
  return text;
}

function readIfThere(dir: string, name: string): Promise<string | undefined> {
  return withCommitted(dir, name, (path) =>
    readFile(path, 'utf8').catch((thrown) => {
      throw missing(path, thrown);
    }),
  );
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
