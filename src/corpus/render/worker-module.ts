/** Where a worker's program lies: TypeScript in a checkout, which must be told how to run it; and the memory that it gets. */
const fromSource = import.meta.url.endsWith('.ts');

export const WORKER_MODULE = new URL(
  fromSource ? './worker-from-source.mjs' : './worker.js',
  import.meta.url,
);

/** A worker that needs more is a tune gone wrong. Larger young generations cost memory and saved nothing (docs/LOG.md). */
export const WORKER_HEAP_MB = 512;
