/** Files in and out: chosen or dropped, saved under a name that is only a name. */

/** Files above this are not read. */
export const MOST_BYTES = 2 ** 20;

/** Calls `take` with each file that is chosen in `input` or dropped on `zone`. */
export function takeFiles(input: HTMLInputElement, zone: HTMLElement, take: (file: File) => void): void {
  input.addEventListener('change', () => {
    const [file] = input.files ?? [];
    if (file) take(file);
    // the same file can be chosen again
    input.value = '';
  });
  const over = (event: DragEvent, on: boolean) => {
    event.preventDefault();
    zone.classList.toggle('over', on);
  };
  zone.addEventListener('dragover', (event) => over(event, true));
  zone.addEventListener('dragleave', (event) => over(event, false));
  zone.addEventListener('drop', (event) => {
    over(event, false);
    const [file] = event.dataTransfer?.files ?? [];
    if (file) take(file);
  });
}

export function save(content: Uint8Array | string, name: string, type: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content as BlobPart], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** A title as the name of a file, without what a file system or a shell would take for something else. */
export function fileName(title: string, extension: string): string {
  const plain = title.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.match(/[a-z0-9]+/g) ?? [];
  return `${words.join('-').slice(0, 60) || 'tune'}.${extension}`;
}
