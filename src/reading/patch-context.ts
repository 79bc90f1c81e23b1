/** Where each patch of a sequence stands, as the patch decoder is told: what it reads beside the patch's own symbols. */
import { patchLength } from '../bytes/patches.ts';
import type { About, Fold } from '../formats/format.ts';
import { formatNamed } from '../formats/registry.ts';
import type { HostTensor } from '../graph/host-tensor.ts';
import type { ModelConfig } from '../model/config.ts';
import { type ContextTensors, contextSignature, HINT_BYTES } from '../model/context-signature.ts';

export interface PatchPlace {
  /** Patches since the start that the model counts from. */
  position: number;
  /** Landmarks of the file up to and with the patch, such as notes; no more than the context has positions. */
  landmark: number;
  /** 0 in the source, 1 in the target. */
  file: number;
  /** The bytes that the target's next length field will hold. */
  hint: readonly [number, number];
}

/** A fold over the patches of a sequence, its state behind each of them kept: a wrong draft's patch comes again. */
class Folded<V, A> {
  private fold: Fold<unknown, V, A> | undefined;
  private readonly states: unknown[] = [];

  begin(index: number, fold: Fold<unknown, V, A> | undefined, about: A): void {
    this.fold = fold;
    this.states[index] = fold?.start(about);
  }

  next(index: number, patch: Uint8Array): void {
    if (this.fold) this.states[index] = this.fold.next(this.states[index - 1], patch);
  }

  value(index: number): V | undefined {
    return this.fold?.value(this.states[index]);
  }
}

const NO_HINT = [0, 0] as const;

export class PatchContext {
  private readonly targetFile: number;
  private readonly config: ModelConfig;
  private readonly landmarks = new Folded<number, void>();
  private readonly about = new Folded<About, void>();
  private readonly hint = new Folded<readonly [number, number], About>();

  /** @param targetFile index of the patch that names the target's format */
  constructor(targetFile: number, config: ModelConfig) {
    this.targetFile = targetFile;
    this.config = config;
  }

  /** @param symbols those of patch `index`, from `from` on. Patches come in order; one that was a wrong draft comes again. */
  at(index: number, symbols: Uint16Array, from = 0): PatchPlace {
    const { config, targetFile } = this;
    const inTarget = index >= targetFile;
    const file = inTarget ? 1 : 0;
    if (config.architecture === 'bgpt') return { position: index, landmark: 0, file, hint: NO_HINT };
    const { patchSize: size } = config;
    const patch = symbols.subarray(from, from + size);
    const bytes = Uint8Array.from(patch.subarray(0, patchLength(patch, 0, size)));
    if (index === 0 || index === targetFile) this.beginFile(index, String.fromCharCode(...bytes));
    else for (const fold of [this.landmarks, this.about, this.hint]) fold.next(index, bytes);
    return {
      position: inTarget ? index - targetFile : index,
      landmark: config.landmarks ? Math.min(this.landmarks.value(index) ?? 0, config.patchLength - 1) : 0,
      file,
      hint: (config.hints && inTarget && this.hint.value(index)) || NO_HINT,
    };
  }

  private beginFile(index: number, name: string): void {
    const { landmarks, about, hint } = formatNamed(name);
    const told = index === 0 ? undefined : this.about.value(index - 1);
    this.landmarks.begin(index, landmarks, undefined);
    this.about.begin(index, about, undefined);
    this.hint.begin(index, hint, told ?? {});
  }
}

/** The context tensors of `batch · n` patches, of zeros. */
export function blankContext(batch: number, n: number): Record<keyof ContextTensors, HostTensor> {
  const zeros = (shape: readonly number[]) => new Int32Array(shape.reduce((a, b) => a * b, 1));
  const entries = Object.entries(contextSignature(batch, n));
  return Object.fromEntries(
    entries.map(([name, spec]) => [name, { ...spec, data: zeros(spec.shape) }]),
  ) as Record<keyof ContextTensors, HostTensor>;
}

/** @param row batch index · n + patch */
export function setPlace(
  tensors: Record<keyof ContextTensors, HostTensor>,
  row: number,
  place: PatchPlace,
): void {
  tensors.positions.data[row] = place.position;
  tensors.landmarks.data[row] = place.landmark;
  tensors.files.data[row] = place.file;
  tensors.hints.data.set(place.hint, row * HINT_BYTES);
}
