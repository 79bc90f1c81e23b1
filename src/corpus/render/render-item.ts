/** One tune through the renderer and the checks: rows of a shard, or reasons for quarantine. What a worker does all day. */
import type { FileBytes } from '../../bytes/sequence.ts';
import { validateMidi } from '../../formats/midi/validate-midi.ts';
import { formatNamed } from '../../formats/registry.ts';
import { abcFields } from '../../music/abc-fields.ts';
import { transposeAbc } from '../../music/transpose-abc.ts';
import { countFilePatches } from '../../reading/read-pair.ts';
import type { WorkItem } from '../stages/prepare.ts';
import type { Renderer } from './renderers.ts';

export interface RenderingOptions {
  /** Semitones, 0 first. Only the train split is moved about: validation is on tunes as they are. */
  transpose: readonly number[];
  /** Patches that a pair may have; undefined: any number. */
  context: number | undefined;
  /** Where patches begin: every `patchSize` bytes, or at notes and events as well. */
  patches: 'fixed' | 'aligned';
  patchSize: number;
}

export interface RenderedRow {
  files: FileBytes[];
  title: string;
  key: string;
  meter: string;
  transpose: number;
  /** As in `AboutGroup`. */
  warnings?: string[];
}

/** Warnings that are kept of a tune, and characters of each. */
const MOST_WARNINGS = 20;
const WARNING_LENGTH = 200;

export interface Failure {
  code: string;
  /** undefined: of the tune as it is. */
  transpose: number;
  reason: string;
}

export async function* renderings(
  item: WorkItem,
  renderer: Renderer,
  options: RenderingOptions,
): AsyncGenerator<RenderedRow | Failure> {
  if (item.files) {
    yield await filesAsTheyAre(item.files, options);
    return;
  }
  const steps = item.split === 'train' && item.midi === undefined ? options.transpose : [0];
  for (const transpose of steps) {
    const result = rendering(item, renderer, options, transpose);
    yield result;
    // what cannot be rendered as it is will not do better moved
    if ('code' in result && transpose === 0) return;
  }
}

function rendering(
  item: WorkItem,
  renderer: Renderer,
  options: RenderingOptions,
  transpose: number,
): RenderedRow | Failure {
  const no = (code: string, reason: string): Failure => ({ code, transpose, reason });
  let { abc } = item;
  if (abc !== undefined && transpose !== 0) {
    const moved = transposeAbc(abc, transpose);
    if (!moved.ok) return no(moved.code, moved.message);
    abc = moved.abc;
  }
  let midi = item.midi;
  let warnings: string[] = [];
  if (midi === undefined) {
    const rendered = renderer.render(abc!);
    if (!rendered.ok) return no(rendered.code, rendered.message);
    midi = rendered.midi;
    warnings = rendered.warnings ?? [];
  }
  const verdict = validateMidi(midi);
  if (!verdict.valid) {
    const at = verdict.offset === undefined ? '' : ` at byte ${verdict.offset}`;
    return no(verdict.code!, `${verdict.message}${at} (check: ${verdict.check})`);
  }
  const files = [{ format: 'mid', bytes: midi }];
  if (abc !== undefined) files.unshift({ format: 'abc', bytes: new TextEncoder().encode(abc) });
  const tooLong = overContext(files, options);
  if (tooLong !== undefined) return no('context/too-long', tooLong);
  const { title, key, meter } = abcFields(abc ?? '');
  const row = { files, title, key, meter, transpose };
  if (warnings.length === 0) return row;
  return { ...row, warnings: warnings.slice(0, MOST_WARNINGS).map((text) => text.slice(0, WARNING_LENGTH)) };
}

async function filesAsTheyAre(
  files: readonly FileBytes[],
  options: RenderingOptions,
): Promise<RenderedRow | Failure> {
  const no = (code: string, reason: string): Failure => ({ code, transpose: 0, reason });
  for (const { format, bytes } of files) {
    const verdict = await formatNamed(format).check?.(bytes);
    if (verdict && !verdict.valid) {
      const at = verdict.offset === undefined ? '' : ` at byte ${verdict.offset}`;
      return no(verdict.code!, `${verdict.message}${at} (${format})`);
    }
  }
  const tooLong = overContext(files, options);
  if (tooLong !== undefined) return no('context/too-long', tooLong);
  return { files: [...files], title: '', key: '', meter: '', transpose: 0 };
}

/** Why the files, read one behind the other, do not fit the context; undefined where they do. */
function overContext(
  files: readonly FileBytes[],
  { context, patches, patchSize }: RenderingOptions,
): string | undefined {
  if (context === undefined) return undefined;
  const aligned = patches === 'aligned';
  const count = countFilePatches(files, { patchSize, alignedPatches: aligned, readingOrder: aligned });
  if (count <= context) return undefined;
  return `${count} ${patches} patches of ${patchSize} bytes, the context is ${context}`;
}
