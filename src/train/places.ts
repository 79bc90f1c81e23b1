/** Where each patch of a sequence stands, as the patch decoder is told: what it reads beside the patch's own symbols. */
import type { ModelConfig } from '../model/config.ts';
import { countBytes, NO_TRACK, trackBytesAfter } from '../music/track-bytes.ts';

export interface Place {
  /** Patches since the start that the model counts from. */
  position: number;
  /** 0 in the source, 1 in the target. */
  file: number;
  /** Bytes of the MIDI track up to and with the patch, as two bytes. */
  trackBytes: [number, number];
}

export class Places {
  private readonly targetFile: number;
  private readonly config: ModelConfig;
  /** Bytes of the track behind each patch. */
  private readonly inTrack: number[] = [];

  /** @param prefixCount patches of the source and the one that names the target's format */
  constructor(prefixCount: number, config: ModelConfig) {
    this.targetFile = prefixCount - 1;
    this.config = config;
  }

  /** @param symbols those of patch `index`, from `from` on. Patches come in order; one that was a wrong draft comes again. */
  at(index: number, symbols: ArrayLike<number>, from = 0): Place {
    const before = this.inTrack[index - 1] ?? NO_TRACK;
    const inTrack = trackBytesAfter(before, symbols, from, this.config.patchSize);
    this.inTrack[index] = inTrack;
    const inTarget = index >= this.targetFile;
    const restarts = this.config.architecture === 'bgpt-2' && inTarget;
    return {
      position: restarts ? index - this.targetFile : index,
      file: inTarget ? 1 : 0,
      trackBytes: countBytes(inTrack),
    };
  }
}
