/** Programs compiled once by name. Callers at the same time share a compilation; one that failed is tried again. */
import type { Program } from './engine.ts';

export interface ProgramCache {
  get(name: string, compile: () => Promise<Program>): Promise<Program>;
  /** Disposes of what was compiled. The engine stays as it is. */
  dispose(): Promise<void>;
}

export function programCache(): ProgramCache {
  const programs = new Map<string, Promise<Program>>();
  return {
    get(name, compile) {
      const known = programs.get(name);
      if (known) return known;
      const compiling = compile();
      programs.set(name, compiling);
      compiling.catch(() => {
        if (programs.get(name) === compiling) programs.delete(name);
      });
      return compiling;
    },
    async dispose() {
      const all = [...programs.values()];
      programs.clear();
      for (const compiled of await Promise.allSettled(all))
        if (compiled.status === 'fulfilled') await compiled.value.dispose();
    },
  };
}
