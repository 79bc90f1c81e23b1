/** A tune as a score. abcjs is loaded when the first one is drawn, and is the same file that renders the reference. */
import { messageOf } from '../../../src/errors.ts';

/** @returns abcjs's warnings, as text */
export async function engrave(target: HTMLElement, abc: string): Promise<string[]> {
  const { default: abcjs } = await import('abcjs');
  try {
    const [tune] = abcjs.renderAbc(target, abc, {
      responsive: 'resize',
      add_classes: false,
      paddingtop: 4,
      paddingbottom: 4,
    });
    return (tune?.warnings ?? []).map(asText);
  } catch (thrown) {
    target.replaceChildren();
    return [`abcjs cannot draw this: ${messageOf(thrown)}`];
  }
}

/** abcjs marks the place in its warnings with HTML. */
function asText(warning: string): string {
  return new DOMParser().parseFromString(warning, 'text/html').body.textContent ?? '';
}
