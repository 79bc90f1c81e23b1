/**
 * Compiled programs by key, the least recently used given up first; and the buckets that keep the number of shapes small.
 * A session holds its graph and arena, tens of megabytes, so that only a few may live at once.
 */
import type { Program } from './engine.ts';

export interface ProgramCache {
  /**
   * The program of this key, built if it is not there; asked for twice at once, it is built once. Ask for a run before
   * asking for another key: a program given up ends the runs it was asked for and refuses later ones.
   */
  get(key: string): Promise<Program>;
  /** Keys of the programs that live, the least recently used first. */
  readonly keys: readonly string[];
  dispose(): Promise<void>;
}

/** @param limit programs that live at once, at least 1 */
export function programCache(build: (key: string) => Promise<Program>, limit: number): ProgramCache {
  // A Map keeps the order of insertion: what is used is inserted anew
  const programs = new Map<string, Promise<Program>>();

  const giveUp = async (key: string) => {
    const program = programs.get(key);
    programs.delete(key);
    await (await program)?.dispose();
  };

  return {
    async get(key) {
      const made = programs.get(key) ?? build(key);
      programs.delete(key);
      programs.set(key, made);
      try {
        const program = await made;
        while (programs.size > Math.max(1, limit)) await giveUp(programs.keys().next().value!);
        return program;
      } catch (thrown) {
        // What failed may succeed when it is asked for again
        if (programs.get(key) === made) programs.delete(key);
        throw thrown;
      }
    },
    get keys() {
      return [...programs.keys()];
    },
    async dispose() {
      for (const key of [...programs.keys()]) await giveUp(key).catch(() => undefined);
    },
  };
}

/**
 * The smallest bucket that holds `length`, the largest if none does: programs are compiled for exact shapes, and a length
 * is padded up to a bucket so that few are needed. `buckets` ascend.
 */
export function bucketOf(length: number, buckets: readonly number[]): number {
  return buckets.find((bucket) => length <= bucket) ?? buckets.at(-1)!;
}

/** Buckets from `least` to `most`, each at most `growth` times the one before: padding costs less than that factor. */
export function bucketsOf(least: number, most: number, growth = 1.5): number[] {
  const buckets: number[] = [];
  for (let size = least; size < most; size = Math.max(size + 1, Math.floor(size * growth)))
    buckets.push(size);
  return [...buckets, most];
}
