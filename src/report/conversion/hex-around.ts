/** The bytes of both files around the first that differs. */
import { html } from '../kit/html.ts';

const BEFORE = 16;
const BEHIND = 16;

export function hexAround(renderer: Uint8Array, model: Uint8Array, offset: number, field: string): string {
  const from = Math.max(0, offset - BEFORE);
  const row = (name: string, bytes: Uint8Array, other: Uint8Array) => {
    const cells = Array.from({ length: BEFORE + BEHIND }, (_, i) => {
      const at = from + i;
      const byte = bytes[at];
      if (byte === undefined) return '<td></td>';
      const kind = at === offset ? ' class="first"' : byte === other[at] ? '' : ' class="other"';
      return `<td${kind}>${byte.toString(16).padStart(2, '0')}</td>`;
    });
    return `<tr><th>${name}</th>${cells.join('')}</tr>`;
  };
  return `<p>First difference at byte ${offset}: <b>${html(field)}</b>.</p>
<div class="wide"><table class="hex">${row('renderer', renderer, model)}${row('model', model, renderer)}</table></div>`;
}
