/** What a model is made of: its architecture and sizes. `bgpt` is the published model, `bgpt-2` our own. */
import { BgptError } from '../errors.ts';

/** The sizes of the published model, `bgpt`. */
export interface BgptConfig {
  architecture: 'bgpt';
  /** Bytes in a patch. */
  patchSize: number;
  /** Patches in a context, the learned positions. */
  patchLength: number;
  /** Width of both decoders; heads are 64 wide. */
  hidden: number;
  patchLayers: number;
  byteLayers: number;
}

/** The sizes of our own model, `bgpt-2` (docs/model.md). */
export interface Bgpt2Config {
  architecture: 'bgpt-2';
  patchSize: number;
  /** Patches the model was trained on at most; positions are rotary, so this is no size of a tensor. */
  patchLength: number;
  /** Width of the patch decoder; heads are `headWidth` wide. */
  hidden: number;
  patchLayers: number;
  /** Width of the byte decoder. */
  byteHidden: number;
  byteLayers: number;
  headWidth: number;
  /** Width of an MLP's inside over its outside. */
  mlpRatio: number;
  activation: 'relu2' | 'gelu';
  /** Whether files are cut at their structure (notes, events) rather than every `patchSize` bytes. */
  alignedPatches: boolean;
  /** Whether files are read and written in their format's reading order (MIDI: track lengths behind their tracks). Takes aligned patches. */
  readingOrder: boolean;
  /** Whether the byte decoder is given hints: the bytes that the target's next length field will hold. Takes a patch that holds a length. */
  hints: boolean;
  /**
   * Whether half of the patch decoder's heads count their format's landmarks (notes) instead of patches: note k of the source and of
   * the target stand at the same place then, whatever stands between the notes.
   */
  landmarks: boolean;
  /** Heads of the pointer, which brings the bytes of earlier patches to the byte decoder to copy or to translate; 0: none. */
  pointerHeads: number;
  /** Whether the byte decoder attends to the bytes of the patch before, as positions in front of a patch's own. */
  previousBytes: boolean;
  /** Whether a byte is its eight bits and its value, too, beside its embedding, in both decoders. */
  byteFeatures: boolean;
  /** Whether each attention layer's values are mixed with the first's, in a learnt share (Zhou et al. 2024). */
  valueResiduals: boolean;
}

/** The sizes of a model of either architecture: what `config.json` of a checkpoint holds. */
export type ModelConfig = BgptConfig | Bgpt2Config;

export { SYMBOLS } from '../bytes/symbols.ts';

/** Heads of the published model are this wide. */
export const HEAD_WIDTH = 64;

const BGPT = { architecture: 'bgpt', patchSize: 16, patchLength: 512 } as const;
const BGPT_2 = {
  architecture: 'bgpt-2',
  patchSize: 16,
  patchLength: 1024,
  headWidth: 64,
  mlpRatio: 4,
  activation: 'relu2',
  alignedPatches: true,
  readingOrder: true,
  hints: true,
  landmarks: true,
  pointerHeads: 2,
  previousBytes: false,
  byteFeatures: false,
  valueResiduals: false,
} as const;

/** Named sizes. `small` of `bgpt` has 8.4 M parameters, `base` is the published 110 M. */
export const PRESETS = {
  bgpt: {
    nano: { ...BGPT, patchLength: 64, hidden: 64, patchLayers: 1, byteLayers: 1 },
    tiny: { ...BGPT, patchLength: 64, hidden: 128, patchLayers: 2, byteLayers: 2 },
    small: { ...BGPT, hidden: 256, patchLayers: 6, byteLayers: 3 },
    base: { ...BGPT, hidden: 768, patchLayers: 12, byteLayers: 3 },
  },
  'bgpt-2': {
    nano: { ...BGPT_2, hidden: 64, patchLayers: 1, byteHidden: 64, byteLayers: 1, headWidth: 32 },
    small: { ...BGPT_2, hidden: 256, patchLayers: 6, byteHidden: 128, byteLayers: 2 },
    base: { ...BGPT_2, hidden: 384, patchLayers: 8, byteHidden: 192, byteLayers: 2 },
  },
} as const satisfies {
  bgpt: Record<string, BgptConfig>;
  'bgpt-2': Record<string, Bgpt2Config>;
};

/** `bgpt`, the published model, or `bgpt-2`, our own. */
export type Architecture = keyof typeof PRESETS;

/** @throws BgptError usage/invalid-option naming the presets there are. */
export function preset(architecture: Architecture, name: string): ModelConfig {
  const presets: Record<string, ModelConfig> = PRESETS[architecture];
  const config = presets[name];
  if (config) return { ...config };
  throw new BgptError(
    'usage/invalid-option',
    `no preset "${name}" for ${architecture}; there are ${Object.keys(presets).join(', ')}`,
  );
}
