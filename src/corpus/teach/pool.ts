/**
 * Rendering on all cores. Results come in the order of the tunes, whatever the number of workers. A tune past its time, or
 * one that kills its worker, costs that worker its life and nobody else anything: each tune of its batch is done again, alone.
 */
import { BgptError } from '../../errors.ts';
import type { Rejection } from '../entry.ts';
import type { GroupRow } from '../group-row.ts';
import type { Pupil } from '../stages/prepare.ts';
import type { LessonOptions } from './lesson.ts';
import { openProcessPool, ProcessDied } from './process-pool.ts';
import type { TeacherSpec } from './teachers.ts';
import type { Batch, BatchResult } from './worker.ts';
import { WORKER_HEAP_MB, WORKER_MODULE } from './worker-module.ts';

export interface TeachPoolOptions {
  workers: number;
  /** Seconds that one tune may take, all its transpositions together. */
  timeLimit: number;
  teacher: TeacherSpec;
  lesson: LessonOptions;
}

export interface Taught {
  rows: GroupRow[];
  rejections: Rejection[];
}

export interface TeachPool {
  /** One result a tune, in order. */
  teach(pupils: readonly Pupil[]): Promise<Taught>;
  close(): Promise<void>;
}

/** Tunes a message: enough that messages cost nothing, few enough that a dead worker costs little. */
const BATCH = 16;
export function openTeachPool({ workers, timeLimit, teacher, lesson }: TeachPoolOptions): TeachPool {
  const pool = openProcessPool<Batch, BatchResult>({
    module: WORKER_MODULE,
    processes: workers,
    heapMb: WORKER_HEAP_MB,
    timeLimit,
  });

  async function teachBatch(pupils: readonly Pupil[]): Promise<Taught> {
    try {
      const result = await pool.run({ pupils: [...pupils], options: lesson, teacher });
      if (result.stop) throw new BgptError(result.stop.code, result.stop.message, result.stop.options);
      return unpack(pupils, result);
    } catch (thrown) {
      if (!(thrown instanceof ProcessDied) || thrown.why === 'closed') throw thrown;
      // one of them did it: alone, each has a process and the whole time for itself
      if (pupils.length > 1) return join(await Promise.all(pupils.map((pupil) => teachBatch([pupil]))));
      const code = thrown.why === 'time' ? 'teacher/timeout' : 'teacher/crashed';
      return { rows: [], rejections: [{ code, origin: pupils[0]!.origin, reason: thrown.message }] };
    }
  }

  return {
    async teach(pupils) {
      const batches: Promise<Taught>[] = [];
      for (let i = 0; i < pupils.length; i += BATCH) batches.push(teachBatch(pupils.slice(i, i + BATCH)));
      return join(await Promise.all(batches));
    },
    close: () => pool.close(),
  };
}

function join(parts: readonly Taught[]): Taught {
  return { rows: parts.flatMap((part) => part.rows), rejections: parts.flatMap((part) => part.rejections) };
}

function unpack(pupils: readonly Pupil[], { rows, failures, bytes }: BatchResult): Taught {
  let at = 0;
  const take = (length: number) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  const moved = (transpose: number) => (transpose === 0 ? '' : `@${transpose > 0 ? '+' : ''}${transpose}`);
  return {
    rows: rows.map(({ pupil, files, ...about }) => {
      const { id, group, origin, label = '' } = pupils[pupil]!;
      return {
        id: `${id}${moved(about.transpose)}`,
        group,
        files: files.map(({ format, length }) => ({ format, bytes: take(length) })),
        label,
        about: { origin, ...about },
      };
    }),
    rejections: failures.map(({ pupil, code, transpose, reason }) => ({
      code,
      origin: `${pupils[pupil]!.origin}${moved(transpose)}`,
      reason,
    })),
  };
}
