/**
 * Bytes in hex as a strip, event by event. What a byte is stands below the strip when a pointer or an arrow key is at it; so
 * a strip of thousands is one stop of the tab key.
 */
import { make } from '../dom.ts';

export interface ShownByte {
  className: string;
  /** What is told of it. */
  told: string;
  /** An event begins here. */
  opens: boolean;
}

export interface ByteStrip {
  element: HTMLElement;
  /** Shows `bytes` from `from` on anew; what stands before stays. */
  show(bytes: Uint8Array, of: (offset: number) => ShownByte, from?: number): void;
}

/** Bytes that are shown of a longer file. */
const MOST = 20_000;

/** @param name what the strip is, for those who hear it */
export function byteStrip(name: string): ByteStrip {
  const strip = make('div', { className: 'hex', tabIndex: 0 });
  strip.setAttribute('role', 'group');
  strip.setAttribute('aria-label', `${name}; arrow keys go from byte to byte`);
  const told = make('p', { className: 'told', textContent: 'Point at a byte to see what it is.' });
  told.setAttribute('aria-live', 'polite');
  let cells: HTMLElement[] = [];
  let tell: string[] = [];
  let at = -1;

  const go = (index: number) => {
    if (!cells[index]) return;
    cells[at]?.classList.remove('at');
    at = index;
    cells[at]!.classList.add('at');
    told.textContent = tell[at]!;
  };
  const pointed = ({ target }: Event) => {
    const index = (target as HTMLElement).dataset?.i;
    if (index !== undefined) go(Number(index));
  };
  strip.addEventListener('pointerover', pointed);
  strip.addEventListener('click', pointed);
  strip.addEventListener('keydown', (event) => {
    const by = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 16, ArrowUp: -16 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    go(Math.min(cells.length - 1, Math.max(0, at + by)));
    cells[at]?.scrollIntoView({ block: 'nearest' });
  });

  return {
    element: make('div', {}, strip, told),
    show(bytes, of, from = 0) {
      // the group that the first new byte belongs to is made again
      const shown = Math.min(bytes.length, MOST);
      if (from === 0) {
        strip.replaceChildren();
        cells = [];
        tell = [];
        at = -1;
      }
      let group = strip.lastElementChild as HTMLElement | null;
      for (let offset = from; offset < shown; offset++) {
        const { className, told, opens } = of(offset);
        if (opens || !group) group = strip.appendChild(make('span'));
        const cell = make('i', { className, textContent: bytes[offset]!.toString(16).padStart(2, '0') });
        cell.dataset.i = String(offset);
        group.append(cell);
        cells[offset] = cell;
        tell[offset] = told;
      }
      if (bytes.length > MOST) told.textContent = `The first ${MOST} of ${bytes.length} bytes.`;
    },
  };
}
