/** Ornaments as abcjs plays them: in thirty-second notes from the start of the note, a turn in quarters of it. */
import type { Ornament } from './decorations.ts';

const SHORT = 1 / 32;

export function playOrnament(
  ornament: Ornament,
  pitch: number,
  start: number,
  duration: number,
  add: (start: number, pitch: number, duration: number) => void,
): void {
  switch (ornament) {
    case 'trill':
    case 'trillh':
      trill(pitch, ornament === 'trill' ? 2 : 1, start, duration, add);
      return;
    case 'roll': {
      let at = start;
      for (let left = duration; left > 0; left -= SHORT * 2) {
        add(at, pitch, SHORT);
        at += SHORT * 2;
      }
      return;
    }
    case 'pralltriller':
    case 'mordent':
      add(start, pitch, SHORT);
      add(start + SHORT, pitch + (ornament === 'mordent' ? -2 : 2), SHORT);
      add(start + SHORT + SHORT, pitch, duration - SHORT - SHORT);
      return;
    case 'turn': {
      const quarter = duration / 4;
      add(start, pitch + 2, quarter);
      add(start + quarter, pitch, quarter);
      add(start + quarter * 2, pitch - 1, quarter);
      add(start + quarter * 3, pitch, quarter);
      return;
    }
  }
}

/** From the upper note on. */
function trill(
  pitch: number,
  step: number,
  start: number,
  duration: number,
  add: (start: number, pitch: number, duration: number) => void,
): void {
  let upper = true;
  let at = start;
  for (let left = duration; left > 0; left -= SHORT) {
    add(at, upper ? pitch + step : pitch, SHORT);
    upper = !upper;
    at += SHORT;
  }
}
