/** safetensors files of the disk, read tensor by tensor, written whole or not at all. */
import { openFile } from './open-file.ts';
import {
  type LazyTensor,
  openTensors,
  type SafetensorsFile,
  safetensorsContent,
  type WriteSafetensorsOptions,
} from './safetensors.ts';
import { writeWhole } from './write-whole.ts';

/** Opens a file and reads its header. @throws BgptError io/not-found, checkpoint/corrupt */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  return openTensors(await openFile(path), path);
}

/** @throws BgptError io/disk-full, io/write-failed, checkpoint/wrong-shape */
export function writeSafetensors(
  path: string,
  tensors: readonly LazyTensor[],
  options: WriteSafetensorsOptions = {},
): Promise<{ bytes: number; sha256: string }> {
  return writeWhole(path, safetensorsContent(tensors, options));
}
