/**
 * A stream of pairs made readable in any order: they go to a temporary file, block by block, and only the blocks' places are
 * held. The file has no name where the system allows it, so that a killed process leaves nothing.
 */
import { type FileHandle, mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PairBytes } from '../bytes/sequence.ts';
import { BgptError } from '../errors.ts';
import { writing } from '../store/write-whole.ts';
import type { OpenPairBlocks } from './pair-blocks.ts';

/** As row groups of shards are cut: what a reader must hold at once. */
const BLOCK_PAIRS = 1024;
const BLOCK_BYTES = 8 * 2 ** 20;

/** Formats and lengths of a pair whose bytes follow. */
type Head = [sourceFormat: string, targetFormat: string, source: number, target: number];

/** Reads the stream to its end. @throws BgptError io/disk-full, io/write-failed, and what the stream throws */
export async function spoolPairs(pairs: AsyncIterable<PairBytes>): Promise<OpenPairBlocks> {
  const { file, remove } = await temporaryFile();
  const counts: number[] = [];
  const starts: number[] = [];
  let end = 0;
  let block: PairBytes[] = [];
  let bytes = 0;
  const closeBlock = async () => {
    if (block.length === 0) return;
    const encoded = encodeBlock(block);
    await writing('the temporary file of pairs', () => file.appendFile(encoded));
    counts.push(block.length);
    starts.push(end);
    end += encoded.length;
    [block, bytes] = [[], 0];
  };
  try {
    for await (const { sourceFormat, targetFormat, source, target } of pairs) {
      block.push({ sourceFormat, targetFormat, source, target });
      bytes += source.length + target.length;
      if (block.length >= BLOCK_PAIRS || bytes >= BLOCK_BYTES) await closeBlock();
    }
    await closeBlock();
  } catch (thrown) {
    await remove();
    throw thrown;
  }
  return {
    counts,
    async read(n) {
      const start = starts[n]!;
      const encoded = Buffer.alloc((starts[n + 1] ?? end) - start);
      const { bytesRead } = await file.read(encoded, 0, encoded.length, start);
      if (bytesRead === encoded.length) return decodeBlock(encoded);
      throw new BgptError('io/not-found', `the temporary file of pairs ends at byte ${start + bytesRead}`);
    },
    close: remove,
  };
}

async function temporaryFile(): Promise<{ file: FileHandle; remove: () => Promise<void> }> {
  const folder = await writing(tmpdir(), () => mkdtemp(join(tmpdir(), 'bgpt-pairs-')));
  const file = await writing(folder, () => open(join(folder, 'pairs'), 'w+'));
  const removeFolder = () => rm(folder, { recursive: true, force: true }).catch(() => undefined);
  // Windows keeps a file that is open: there it goes with `remove`
  await removeFolder();
  return {
    file,
    async remove() {
      await file.close();
      await removeFolder();
    },
  };
}

/** The heads' length, the heads as JSON, then the bytes of each pair's two files. */
function encodeBlock(pairs: readonly PairBytes[]): Buffer {
  const heads = pairs.map((p): Head => [p.sourceFormat, p.targetFormat, p.source.length, p.target.length]);
  const head = Buffer.from(JSON.stringify(heads));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return Buffer.concat([length, head, ...pairs.flatMap(({ source, target }) => [source, target])]);
}

function decodeBlock(block: Buffer): PairBytes[] {
  let at = 4 + block.readUInt32LE(0);
  const heads: Head[] = JSON.parse(block.toString('utf8', 4, at));
  const take = (length: number): Uint8Array => {
    at += length;
    return new Uint8Array(block.buffer, block.byteOffset + at - length, length);
  };
  return heads.map(([sourceFormat, targetFormat, source, target]) => ({
    sourceFormat,
    targetFormat,
    source: take(source),
    target: take(target),
  }));
}
