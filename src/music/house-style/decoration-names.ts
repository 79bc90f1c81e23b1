/** Names between exclamation marks that readers know (ABC 2.1, section 4.14, and abcjs's own). */
const NAMES = new Set(
  (
    'trill trillh trill( trill) lowermordent uppermordent mordent pralltriller roll turn turnx invertedturn ' +
    'invertedturnx arpeggio > accent emphasis fermata invertedfermata tenuto 0 1 2 3 4 5 + plus snap slide wedge ' +
    'upbow downbow open thumb breath marcato ^ umarcato . staccato / // /// //// p pp ppp pppp f ff fff ffff mp mf sf sfz ' +
    'tr < glissando( glissando) ~( ~) D.C.alcoda D.C.alfine D.S.alcoda D.S.alfine crescendo( <( crescendo) <) diminuendo( >( diminuendo) >) segno coda D.S. D.C. dacoda dacapo fine shortphrase ' +
    'mediumphrase longphrase 8va( 8va) 8vb( 8vb) 15ma( 15ma) 15mb( 15mb) trem1 trem2 trem3 trem4 mark editorial courtesy'
  ).split(' '),
);

/** As it is known, `!segno!` for `Segno`; undefined: no reader knows it. */
export function decorationName(name: string): string | undefined {
  if (NAMES.has(name)) return `!${name}!`;
  const lower = name.toLowerCase();
  return NAMES.has(lower) ? `!${lower}!` : undefined;
}
