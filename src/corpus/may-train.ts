/** The gate before training: a corpus whose terms forbid it is refused, unless the user says that they hold permission. */
import { BgptError } from '../errors.ts';
import type { CorpusCard } from './card.ts';

/** Refuses cards that forbid training, unless the user holds a permission.  @throws BgptError corpus/may-not-train */
export function assertMayTrain(
  manifest: { cards: readonly Pick<CorpusCard, 'name' | 'title' | 'mayTrain' | 'why'>[] },
  { iHoldPermission = false }: { iHoldPermission?: boolean } = {},
): void {
  const forbidden = manifest.cards.filter((card) => !card.mayTrain);
  if (forbidden.length === 0 || iHoldPermission) return;
  throw new BgptError(
    'corpus/may-not-train',
    forbidden.map((card) => `${card.title} may not be trained on: ${card.why}`).join('; '),
    {
      hint: 'If you hold permission from its owners, say so with --i-hold-permission.',
      details: { cards: forbidden.map((card) => card.name) },
    },
  );
}
