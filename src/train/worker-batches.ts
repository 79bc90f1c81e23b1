/** How a step's patches are shared among workers: as many batches each, none larger than asked for, together the same number of patches. */

export interface StepSize {
  /** Patches of a batch. */
  batchPatches: number;
  /** Batches whose gradients make one step. */
  batchesPerStep: number;
}

export function sharedStep({ batchPatches, batchesPerStep }: StepSize, workers: number): StepSize {
  const each = Math.ceil(batchesPerStep / workers);
  return {
    batchPatches: Math.round((batchPatches * batchesPerStep) / (each * workers)),
    batchesPerStep: each * workers,
  };
}
