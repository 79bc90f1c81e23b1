/**
 * The library's face: a model that writes files. Nobody has to trust what it writes: every file has its verdict. Runs in
 * a browser too; `load-model.ts` opens a folder's checkpoint in Node, `web/` one behind an address.
 */

import type { FileCosts } from '../bytes/bits-per-byte.ts';
import type { FileBytes, PairBytes } from '../bytes/sequence.ts';
import type { Engine } from '../engine/engine.ts';
import { BgptError } from '../errors.ts';
import type { Direction } from '../formats/direction.ts';
import type { FormatVerdict } from '../formats/format.ts';
import type { Verdict } from '../formats/midi/validate-midi.ts';
import { checkFormatName, formatNamed } from '../formats/registry.ts';
import { checkSampling } from '../generate/choose.ts';
import { openDecoder } from '../generate/decoder.ts';
import type { Generated } from '../generate/generate.ts';
import type { Ended } from '../generate/patch-writer.ts';
import { streamFile, type WriteRequest, writeFile, writeFiles } from '../generate/write-file.ts';
import type { HostTensors } from '../graph/host-tensor.ts';
import type { Evaluation, Evaluator } from '../measure/evaluate-pairs.ts';
import type { ModelConfig } from '../model/config.ts';
import { CONVERT_DEFAULTS, type ConvertOptions } from './convert-options.ts';
import type { TranscribeOptions } from './transcribe-options.ts';
import type { Transcribed } from './transcription.ts';
import { tuneSource } from './tune-source.ts';

export { CONVERT_DEFAULTS, type ConvertOptions };

/** A file that a model wrote. */
export interface Generation {
  bytes: Uint8Array;
  /** What its format's check says; a format without one takes any bytes. */
  verdict: FormatVerdict;
  /** Why the model stopped writing: it ended the file, or the context was full. */
  ended: Ended;
  /** Symbols that the format's constraint changed: 0 where it was off or had nothing to say. */
  guarded: number;
  /** Patches written; patches drafted, and of those the ones that were right. */
  patches: number;
  drafted: number;
  accepted: number;
  /** Seconds of generation, and until the first byte. */
  seconds: number;
  firstByteSeconds: number;
}

/** An ABC tune's MIDI file as a model wrote it. */
export interface Conversion extends Omit<Generation, 'bytes' | 'verdict'> {
  midi: Uint8Array;
  verdict: Verdict;
  /** Track lengths were recomputed. */
  repaired: boolean;
}

/** A tune as ABC text and the bytes of its MIDI file. */
export interface PairText {
  abc: string;
  midi: Uint8Array;
}

/** A file alone: its format, and the bytes that it begins with. */
export interface Prompt {
  format: string;
  prompt?: Uint8Array;
}

/** How `generate` writes a file: the options of `convert` but `repair`; CONVERT_DEFAULTS where not given. */
export type GenerateOptions = Partial<Omit<ConvertOptions, 'repair'>>;

/** A checkpoint that writes files and measures them. It holds an engine until `dispose`. */
export interface Model {
  readonly config: ModelConfig;
  /** What the checkpoint says that it was trained for, its first direction first. */
  readonly directions: readonly Direction[];
  /**
   * Writes the file of format `to` behind a source.
   * @throws BgptError convert/too-long, usage/invalid-option, interrupted
   */
  generate(source: FileBytes, options: GenerateOptions & { to: string }): Promise<Generation>;
  /** Goes on with a file, or invents one. Errors as above. */
  generate(file: Prompt, options?: GenerateOptions): Promise<Generation>;
  /** Many of either, up to 16 at once; yields in order of completion. Errors as above, before anything is written. */
  generateMany(
    requests: readonly WriteRequest[],
    options?: GenerateOptions,
  ): AsyncGenerator<Generation & { index: number }>;
  /** An ABC tune to MIDI.  @throws BgptError convert/no-tune, convert/too-long, usage/invalid-option, interrupted */
  convert(abc: string, options?: Partial<ConvertOptions>): Promise<Conversion>;
  /**
   * The MIDI bytes of an ABC tune as they are written, a patch or more at a time (where the model writes track lengths last, a
   * track at a time); unrepaired and unvalidated. Errors as `convert`.
   */
  stream(abc: string, options?: Partial<ConvertOptions>): AsyncGenerator<Uint8Array, Generated>;
  /** Many tunes, up to 16 at once; yields in order of completion. Errors as `convert`, before anything is written. */
  convertMany(
    abcs: readonly string[],
    options?: Partial<ConvertOptions>,
  ): AsyncGenerator<Conversion & { index: number }>;
  /**
   * A MIDI file to ABC, verified note by note; a file that cannot be transcribed is a refusal with its code.
   * @throws BgptError usage/invalid-option, interrupted
   */
  transcribe(midi: Uint8Array, options?: Partial<TranscribeOptions>): Promise<Transcribed>;
  /** Bits per byte of the target given the source.  @throws BgptError convert/too-long where the context does not hold both */
  bitsPerByte(pair: PairText | PairBytes): Promise<number>;
  /** What each byte of the target costs, given the source. Errors as `bitsPerByte`. */
  costs(pair: PairText | PairBytes): Promise<FileCosts>;
  /** The whole measurement of many pairs, as the bpb command makes it; what is too long is named in it and not counted. */
  evaluate(pairs: readonly (PairText | PairBytes)[]): Promise<Evaluation>;
  dispose(): Promise<void>;
}

/** Programs that measure are few: at most so many for each row length. */
const SCORED_PARTS = 4;

/**
 * A model from weights in memory, as `weightShapes(config)` names them. The engine stays the caller's: others may use it, and
 * `dispose` leaves it open.
 */
export function openModel(
  engine: Engine,
  config: ModelConfig,
  weights: HostTensors,
  directions: readonly Direction[] = [{ from: 'abc', to: 'mid' }],
): Model {
  const decoder = openDecoder(engine, config, weights);
  let evaluator: Evaluator | undefined;
  const evaluate = async (
    pairs: readonly (PairText | PairBytes)[],
    onCosts?: (pair: unknown, costs: FileCosts) => void,
  ): Promise<Evaluation> => {
    const { evaluateBy, openEvaluator } = await import('../measure/evaluate-pairs.ts');
    evaluator ??= openEvaluator(engine, config, weights);
    const measured = pairs.map((pair, i) => ({ id: String(i), ...pairBytes(pair) }));
    // one pair has a row of its own and the next such pair its programs
    const alone = pairs.length === 1 ? { batchPatches: 1 } : {};
    return evaluateBy(evaluator, measured, {
      ...alone,
      scoredParts: SCORED_PARTS,
      ...(onCosts && { onCosts }),
    });
  };
  const refuseTooLong = ({ tooLong }: Evaluation) => {
    if (tooLong.length === 0) return;
    const { patches } = tooLong[0]!;
    throw new BgptError(
      'convert/too-long',
      `the pair has ${patches} patches, the context ${config.patchLength}`,
      { details: { patches, context: config.patchLength } },
    );
  };
  return {
    config,
    directions,
    async generate(file: FileBytes | Prompt, { to, ...options }: GenerateOptions & { to?: string } = {}) {
      return generation(
        requestOf(file, to),
        await writeFile(decoder, requestOf(file, to), settingsOf(options)),
      );
    },
    async *generateMany(requests, options) {
      for await (const { index, ...done } of writeFiles(decoder, requests, settingsOf(options)))
        yield { index, ...(await generation(requests[index]!, done)) };
    },
    stream: (abc, options) => streamFile(decoder, tuneRequest(abc), settingsOf(options)),
    async convert(abc, options) {
      const settings = settingsOf(options);
      return conversion(await writeFile(decoder, tuneRequest(abc), settings), settings);
    },
    async *convertMany(abcs, options) {
      const settings = settingsOf(options);
      for await (const { index, ...done } of writeFiles(decoder, abcs.map(tuneRequest), settings))
        yield { index, ...(await conversion(done, settings)) };
    },
    async transcribe(midi, options) {
      settingsOf(options);
      const { transcribe } = await import('./transcribe.ts');
      return transcribe(decoder, midi, options);
    },
    evaluate: (pairs) => evaluate(pairs),
    async bitsPerByte(pair) {
      const measured = await evaluate([pair]);
      refuseTooLong(measured);
      return measured.bpb;
    },
    async costs(pair) {
      let found: FileCosts | undefined;
      refuseTooLong(
        await evaluate([pair], (_, costs) => {
          found = costs;
        }),
      );
      return found!;
    },
    async dispose() {
      await decoder.dispose();
      await evaluator?.dispose();
    },
  };
}

function requestOf(file: FileBytes | Prompt, to?: string): WriteRequest {
  if (to !== undefined) {
    if (!('bytes' in file))
      throw new BgptError(
        'usage/invalid-option',
        'a prompt is of the format it goes on in: it takes no `to`',
      );
    return { source: file, to: checkFormatName(to) };
  }
  const prompt = 'bytes' in file ? file.bytes : file.prompt;
  return { to: checkFormatName(file.format), ...(prompt ? { prompt } : {}) };
}

function tuneRequest(abc: string): WriteRequest {
  return { source: { format: 'abc', bytes: tuneSource(abc).bytes }, to: 'mid' };
}

function pairBytes(pair: PairText | PairBytes): PairBytes {
  if (!('abc' in pair)) return pair;
  return { sourceFormat: 'abc', targetFormat: 'mid', source: tuneSource(pair.abc).bytes, target: pair.midi };
}

function settingsOf(options: Partial<ConvertOptions> = {}): ConvertOptions {
  const settings = { ...CONVERT_DEFAULTS, ...options };
  checkSampling(settings);
  return settings;
}

interface Written {
  bytes: Uint8Array;
  generated: Generated;
  seconds: number;
  firstByteSeconds?: number;
}

/** The checks are loaded only now: what they need costs more time than the first bytes. */
async function generation({ to }: WriteRequest, written: Written): Promise<Generation> {
  const { bytes, generated, seconds, firstByteSeconds = seconds } = written;
  const verdict = (await formatNamed(to).check?.(bytes)) ?? { valid: true };
  return { bytes, verdict, ...generated, seconds, firstByteSeconds };
}

async function conversion(written: Written, { repair }: ConvertOptions): Promise<Conversion> {
  const { validateMidi } = await import('../formats/midi/validate-midi.ts');
  const { repairTrackLengths } = await import('../formats/midi/repair.ts');
  const { generated, seconds, firstByteSeconds = seconds } = written;
  const repaired = repair ? repairTrackLengths(written.bytes) : undefined;
  const midi = repaired ?? written.bytes;
  return {
    midi,
    verdict: validateMidi(midi),
    ...generated,
    repaired: repaired !== undefined,
    seconds,
    firstByteSeconds,
  };
}
