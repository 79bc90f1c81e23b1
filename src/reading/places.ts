/** Where each patch of a sequence stands, as the patch decoder is told: what it reads beside the patch's own symbols. */
import { patchLength } from '../bytes/patches.ts';
import {
  lengthAfterSource,
  lengthAfterTarget,
  lengthBytes,
  type NextLength,
  NO_LENGTH,
} from '../formats/next-length.ts';
import { type NoteCount, noNotes, notesAfter } from '../formats/note-count.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { COUNT_BYTES, type PlaceTensors, placeSignature } from '../model/place-signature.ts';

export interface Place {
  /** Patches since the start that the model counts from. */
  position: number;
  /** Notes of the voice or track up to and with the patch. */
  notes: number;
  /** 0 in the source, 1 in the target. */
  file: number;
  /** The number that the target will say next of its own lengths, as two bytes. */
  nextLength: [number, number];
}

export class Places {
  private readonly targetFile: number;
  private readonly config: ModelConfig;
  /** What is known behind each patch. */
  private readonly noteCounts: NoteCount[] = [];
  private readonly lengths: NextLength[] = [];

  /** @param prefixCount patches of the source and the one that names the target's format */
  constructor(prefixCount: number, config: ModelConfig) {
    this.targetFile = prefixCount - 1;
    this.config = config;
  }

  /** @param symbols those of patch `index`, from `from` on. Patches come in order; one that was a wrong draft comes again. */
  at(index: number, symbols: Uint16Array, from = 0): Place {
    const { config, targetFile } = this;
    const inTarget = index >= targetFile;
    const place = { position: index, notes: 0, file: inTarget ? 1 : 0, nextLength: [0, 0] } satisfies Place;
    if (config.architecture === 'bgpt') return place;
    const { patchSize: size } = config;
    const patch = symbols.subarray(from, from + size);
    const bytes = Uint8Array.from(patch.subarray(0, patchLength(patch, 0, size)));
    return {
      ...place,
      position: inTarget ? index - targetFile : index,
      ...(config.notePositions ? { notes: this.notes(index, bytes) } : {}),
      ...(config.lengthsLast ? { nextLength: this.nextLength(index, bytes) } : {}),
    };
  }

  private notes(index: number, bytes: Uint8Array): number {
    const count = this.namesFormat(index)
      ? noNotes(String.fromCharCode(...bytes))
      : notesAfter(this.noteCounts[index - 1]!, bytes);
    this.noteCounts[index] = count;
    return count.notes;
  }

  private nextLength(index: number, bytes: Uint8Array): [number, number] {
    const before = this.lengths[index - 1] ?? NO_LENGTH;
    const after = index > this.targetFile ? lengthAfterTarget : lengthAfterSource;
    this.lengths[index] = this.namesFormat(index) ? before : after(before, bytes);
    return index < this.targetFile ? [0, 0] : lengthBytes(this.lengths[index]);
  }

  private namesFormat(index: number): boolean {
    return index === 0 || index === this.targetFile;
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
  tensors.nextLength.data.set(place.nextLength, row * COUNT_BYTES);
}
