/** A choice among candidates by weighted features: the likeliest under a softmax whose weights were fitted (fit-rules.ts). */

export type Features = Readonly<Record<string, number>>;
export type Weights = Readonly<Record<string, number>>;

export interface Candidate<T> {
  value: T;
  features: Features;
}

/** The first of the best; undefined: there are none. */
export function choose<T>(candidates: readonly Candidate<T>[], weights: Weights): T | undefined {
  let best: { value: T; score: number } | undefined;
  for (const { value, features } of candidates) {
    const score = scoreOf(features, weights);
    if (!best || score > best.score) best = { value, score };
  }
  return best?.value;
}

/** A feature without a weight counts nothing. */
export function scoreOf(features: Features, weights: Weights): number {
  return Object.entries(features).reduce((sum, [name, value]) => sum + value * (weights[name] ?? 0), 0);
}
