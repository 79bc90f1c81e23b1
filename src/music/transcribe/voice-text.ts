/** One voice of an ABC text as a text of its own. */

const VOICE_FIELD = /^V:[ \t]*(\S+)/;
/** House style begins each line of music so. */
const VOICE_OF_LINE = /^\[V:[ \t]*([^\s\]]+)\]/;

/**
 * The header without its V: lines, and the lines of one voice. undefined where that might play otherwise: voices that are
 * merged, transposed or changed on the way, or named within a line.
 * @param body characters of the header
 */
export function voiceText(text: string, body: number, voice: string): string | undefined {
  const [header, music] = [text.slice(0, body), text.slice(body)];
  if (/^V:.*(?:octave|transpose|middle|merge)/m.test(header) || /%%|\[I:|^I:/m.test(text)) return undefined;
  if (/\[V:/.test(music.replace(/^\[V:[^\]\n]*\]/gm, ''))) return undefined;
  const kept = header.replace(/^V:[^\n]*\n/gm, '');
  let current = '';
  const lines = music.match(/[^\n]*\n|[^\n]+/g) ?? [];
  const own = lines.flatMap((line) => {
    const field = VOICE_FIELD.exec(line)?.[1];
    current = field ?? VOICE_OF_LINE.exec(line)?.[1] ?? current;
    return field === undefined && current === voice ? [line.replace(VOICE_OF_LINE, '')] : [];
  });
  return kept + own.join('');
}
