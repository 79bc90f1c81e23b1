/** Checkpoints of folders: the calls of stored-checkpoint.ts by path. */
import type { HostTensors } from '../graph/host-tensor.ts';
import { folderStore } from './folder-store.ts';
import {
  type Checkpoint,
  loadCheckpoint,
  loadOptimizer,
  type OpenCheckpoint,
  openStored,
  saveCheckpoint,
  type WriteCheckpoint,
} from './stored-checkpoint.ts';

export type { Checkpoint, OpenCheckpoint, WriteCheckpoint };

/**
 * Replaces the folder's checkpoint in one step; missing folders are made, `metrics.jsonl` and strangers stay.
 * @throws BgptError checkpoint/missing-tensor, wrong-shape, not-finite…, io/disk-full: the old checkpoint is untouched
 */
export function writeCheckpoint(dir: string, checkpoint: WriteCheckpoint): Promise<void> {
  return saveCheckpoint(folderStore(dir), checkpoint);
}

/** Opens a checkpoint, its weights still on disk. The errors are those of `readCheckpoint`. */
export function openCheckpoint(dir: string): Promise<OpenCheckpoint> {
  return openStored(folderStore(dir));
}

/**
 * @throws BgptError io/not-found, checkpoint/corrupt, format-version, config, missing-tensor, unexpected-tensor,
 * wrong-shape, not-finite, each naming the file and the tensor
 */
export function readCheckpoint(dir: string): Promise<Checkpoint> {
  return loadCheckpoint(folderStore(dir));
}

/** The optimizer's tensors, or undefined where the checkpoint holds none. The errors are those of `readCheckpoint`. */
export function readOptimizer(dir: string): Promise<HostTensors | undefined> {
  return loadOptimizer(folderStore(dir));
}
