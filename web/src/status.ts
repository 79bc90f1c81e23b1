/** The line that tells how things stand: in words, and where something failed with its code. */
import { BgptError, messageOf } from '../../src/errors.ts';
import { make } from './dom.ts';

export function say(line: HTMLElement, text: string): void {
  line.classList.remove('error');
  line.textContent = text;
}

/** @param thrown anything; what bears no code is shown as it is */
export function sayError(line: HTMLElement, thrown: unknown): void {
  const { code, hint } = thrown instanceof BgptError ? thrown : { code: 'internal', hint: undefined };
  sayRefusal(line, { code, message: `${messageOf(thrown)}${hint ? `. ${hint}` : ''}` });
}

/** Bad data that came back as a value. */
export function sayRefusal(line: HTMLElement, { code, message }: { code: string; message: string }): void {
  line.classList.add('error');
  line.replaceChildren(`${message} `, make('code', { textContent: `(${code})` }));
}
