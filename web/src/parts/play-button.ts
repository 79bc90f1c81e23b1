/** A button that plays a file, and stops it. */
import { play, silence } from './player.ts';

export function playButton(button: HTMLButtonElement, file: () => Uint8Array | undefined): void {
  const label = button.textContent!;
  let playing = false;
  button.addEventListener('click', () => {
    if (playing) {
      silence();
      return;
    }
    const bytes = file();
    const ended = () => {
      playing = false;
      button.textContent = label;
    };
    playing = bytes !== undefined && play(bytes, ended);
    if (playing) button.textContent = 'Stop';
  });
}
