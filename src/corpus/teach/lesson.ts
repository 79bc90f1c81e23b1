/** One tune through the teacher and the ladder: rows of a shard, or reasons for quarantine. What a worker does all day. */
import type { FileBytes } from '../../bytes/sequence.ts';
import { validateMidi } from '../../formats/midi/validate-midi.ts';
import { formatNamed } from '../../formats/registry.ts';
import { abcFields } from '../../music/abc-fields.ts';
import { transposeAbc } from '../../music/transpose-abc.ts';
import { countFilePatches } from '../../reading/read-pair.ts';
import type { Pupil } from '../stages/prepare.ts';
import type { Teacher } from './teachers.ts';

export interface LessonOptions {
  /** Semitones, 0 first. Only the train split is moved about: validation is on tunes as they are. */
  transpose: readonly number[];
  /** Patches that a pair may have; undefined: any number. */
  context: number | undefined;
  /** Where patches begin: every `patchSize` bytes, or at notes and events as well. */
  patches: 'fixed' | 'aligned';
  patchSize: number;
}

export interface TaughtRow {
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

export async function* lessons(
  pupil: Pupil,
  teacher: Teacher,
  options: LessonOptions,
): AsyncGenerator<TaughtRow | Failure> {
  if (pupil.files) {
    yield await filesAsTheyAre(pupil.files, options);
    return;
  }
  const steps = pupil.split === 'train' && pupil.midi === undefined ? options.transpose : [0];
  for (const transpose of steps) {
    const result = lesson(pupil, teacher, options, transpose);
    yield result;
    // what cannot be taught as it is will not do better moved
    if ('code' in result && transpose === 0) return;
  }
}

function lesson(
  pupil: Pupil,
  teacher: Teacher,
  options: LessonOptions,
  transpose: number,
): TaughtRow | Failure {
  const no = (code: string, reason: string): Failure => ({ code, transpose, reason });
  let { abc } = pupil;
  if (abc !== undefined && transpose !== 0) {
    const moved = transposeAbc(abc, transpose);
    if (!moved.ok) return no(moved.code, moved.message);
    abc = moved.abc;
  }
  let midi = pupil.midi;
  let warnings: string[] = [];
  if (midi === undefined) {
    const taught = teacher.teach(abc!);
    if (!taught.ok) return no(taught.code, taught.message);
    midi = taught.midi;
    warnings = taught.warnings ?? [];
  }
  const verdict = validateMidi(midi);
  if (!verdict.valid) {
    const at = verdict.offset === undefined ? '' : ` at byte ${verdict.offset}`;
    return no(verdict.code!, `${verdict.message}${at} (rung: ${verdict.rung})`);
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
  options: LessonOptions,
): Promise<TaughtRow | Failure> {
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
  { context, patches, patchSize }: LessonOptions,
): string | undefined {
  if (context === undefined) return undefined;
  const aligned = patches === 'aligned';
  const count = countFilePatches(files, { patchSize, alignedPatches: aligned, readingOrder: aligned });
  if (count <= context) return undefined;
  return `${count} ${patches} patches of ${patchSize} bytes, the context is ${context}`;
}
