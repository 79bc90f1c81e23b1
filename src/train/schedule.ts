/** The learning rate over a run: warm-up, a plateau, then a cosine or linear cool-down to a small rest. */

export interface ScheduleOptions {
  /** Steps over which the rate rises from zero. */
  warmupSteps: number;
  cooldown: 'cosine' | 'linear';
  /** Share of the run that the cool-down takes; 1 begins it behind the warm-up. */
  cooldownShare: number;
  /** What is left of the rate at the end. */
  floor: number;
}

export const SCHEDULE_DEFAULTS: ScheduleOptions = {
  warmupSteps: 50,
  cooldown: 'linear',
  cooldownShare: 0.5,
  floor: 0.02,
};

/** Factor on the peak rate. @param step from 0  @param done share of the run that is over, 0 to 1 */
export function rateFactor(
  step: number,
  done: number,
  { warmupSteps, cooldown, cooldownShare, floor }: ScheduleOptions,
): number {
  const warm = Math.min(1, (step + 1) / Math.max(1, warmupSteps));
  const left = Math.min(1, Math.max(0, 1 - done) / Math.max(1e-9, cooldownShare));
  const shape = cooldown === 'cosine' ? (1 - Math.cos(Math.PI * left)) / 2 : left;
  return warm * (floor + (1 - floor) * shape);
}
