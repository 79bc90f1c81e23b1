/** Where each patch of a sequence stands, as the patch decoder is told: what it reads beside the patch's own symbols. */
import { patchLength } from '../bytes/patches.ts';
import type { HostTensor } from '../engine/engine.ts';
import type { ModelConfig } from '../model/config.ts';
import { COUNT_BYTES, type PlaceTensors, placeSignature } from '../model/place-signature.ts';
import { type NoteCount, noNotes, notesAfter } from '../music/note-count.ts';
import { countBytes, NO_TRACK, trackBytesAfter } from '../music/track-bytes.ts';

export interface Place {
  /** Patches since the start that the model counts from. */
  position: number;
  /** Notes of the voice or track up to and with the patch. */
  notes: number;
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
  private readonly noteCounts: NoteCount[] = [];

  /** @param prefixCount patches of the source and the one that names the target's format */
  constructor(prefixCount: number, config: ModelConfig) {
    this.targetFile = prefixCount - 1;
    this.config = config;
  }

  /** @param symbols those of patch `index`, from `from` on. Patches come in order; one that was a wrong draft comes again. */
  at(index: number, symbols: Uint16Array, from = 0): Place {
    const { config } = this;
    const inTarget = index >= this.targetFile;
    if (config.architecture === 'bgpt')
      return { position: index, notes: 0, file: inTarget ? 1 : 0, trackBytes: [0, 0] };
    return {
      position: inTarget ? index - this.targetFile : index,
      notes: config.notePositions ? this.notes(index, symbols, from) : 0,
      file: inTarget ? 1 : 0,
      trackBytes: countBytes(config.lengthsLast ? this.trackBytes(index, symbols, from) : 0),
    };
  }

  private trackBytes(index: number, symbols: Uint16Array, from: number): number {
    const before = this.inTrack[index - 1] ?? NO_TRACK;
    this.inTrack[index] = trackBytesAfter(before, symbols, from, this.config.patchSize);
    return this.inTrack[index];
  }

  private notes(index: number, symbols: Uint16Array, from: number): number {
    const { patchSize } = this.config;
    const patch = symbols.subarray(from, from + patchSize);
    const bytes = Uint8Array.from(patch.subarray(0, patchLength(patch, 0, patchSize)));
    const isExtension = index === 0 || index === this.targetFile;
    const count = isExtension
      ? noNotes(String.fromCharCode(...bytes))
      : notesAfter(this.noteCounts[index - 1]!, bytes);
    this.noteCounts[index] = count;
    return count.notes;
  }
}

/** The place tensors of `batch · n` patches, of zeros. */
export function blankPlaces(batch: number, n: number): Record<keyof PlaceTensors, HostTensor> {
  const zeros = (shape: readonly number[]) => new Int32Array(shape.reduce((a, b) => a * b, 1));
  const entries = Object.entries(placeSignature(batch, n));
  return Object.fromEntries(
    entries.map(([name, spec]) => [name, { ...spec, data: zeros(spec.shape) }]),
  ) as Record<keyof PlaceTensors, HostTensor>;
}

/** @param row batch index · n + patch */
export function setPlace(tensors: Record<keyof PlaceTensors, HostTensor>, row: number, place: Place): void {
  tensors.positions.data[row] = place.position;
  tensors.notes.data[row] = place.notes;
  tensors.files.data[row] = place.file;
  tensors.trackBytes.data.set(place.trackBytes, row * COUNT_BYTES);
}
