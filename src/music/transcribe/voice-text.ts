/** One voice of an ABC text as a text of its own. */

const VOICE_FIELD = /^V:[ \t]*(\S+)/;

/**
 * The header without its V: lines, and the lines of one voice. undefined where that might play otherwise: voices that are
 * merged, transposed or changed on the way, or named within a line.
 * @param body characters of the header
 */
export function voiceText(text: string, body: number, voice: string): string | undefined {
  const [header, music] = [text.slice(0, body), text.slice(body)];
  if (/^V:.*(?:octave|transpose|middle|merge)/m.test(header) || /\[V:|%%|\[I:|^I:/m.test(text))
    return undefined;
  const kept = header.replace(/^V:[^\n]*\n/gm, '');
  let current = '';
  const lines = music.match(/[^\n]*\n|[^\n]+/g) ?? [];
  const own = lines.filter((line) => {
    const named = VOICE_FIELD.exec(line)?.[1];
    current = named ?? current;
    return named === undefined && current === voice;
  });
  return kept + own.join('');
}
