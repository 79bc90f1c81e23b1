/** MIDI → ABC by rules: what the file says on the canonical grid, a text of it, and whether the text plays the same notes. */
import { type CanonicalMidi, canonicalMidi } from '../../../src/music/canonical-midi/canonical-midi.ts';
import { render } from '../../../src/music/reference-renderer.ts';
import { ruleTune } from '../../../src/music/rules/rule-tune.ts';
import { noteVerifier } from '../../../src/music/transcribe/note-verifier.ts';
import { byId, make } from '../dom.ts';
import { engrave } from '../parts/engrave.ts';
import { MOST_BYTES, save, takeFiles } from '../parts/files.ts';
import { playButton } from '../parts/play-button.ts';
import { say, sayError, sayRefusal } from '../status.ts';
import type { TuneInWork } from '../tune-in-work.ts';

export function midiToAbc(tune: TuneInWork): void {
  const status = byId('midi-status');
  const out = byId<HTMLTextAreaElement>('abc-out');
  const quantise = byId<HTMLInputElement>('quantise');
  let opened: { name: string; bytes: Uint8Array } | undefined;
  let canonical: CanonicalMidi | undefined;

  const transcribe = async () => {
    if (!opened) return;
    const { name, bytes } = opened;
    byId('transcription').hidden = true;
    const read = canonicalMidi(bytes, { quantise: quantise.checked });
    if (!read.ok) {
      const message =
        read.code === 'midi/free-time'
          ? `${read.message}. Tick the box to take it to the beat.`
          : read.message;
      sayRefusal(status, { code: read.code, message: `${name}: ${message}` });
      return;
    }
    canonical = read;
    say(status, `${name}: ${bytes.length} bytes, ${read.tune.notes.length} notes.`);
    byId('canonical').replaceChildren(canonicalList(read));
    out.value = ruleTune(read.tune);
    byId('transcription').hidden = false;
    const found = noteVerifier(read.tune).verify(out.value);
    const line = byId('verified');
    if (found.verified) say(line, 'Verified: played back, the text has every note of the file and no other.');
    else sayRefusal(line, { code: found.code, message: `Not the same notes: ${found.message}` });
    await engrave(byId('score-out'), out.value);
  };
  const open = (name: string, bytes: Uint8Array) => {
    opened = { name, bytes };
    transcribe().catch((thrown) => sayError(status, thrown));
  };

  takeFiles(byId('midi-file'), byId('midi-drop'), async (file) => {
    if (file.size > MOST_BYTES)
      sayRefusal(status, {
        code: 'midi/too-long',
        message: `${file.name} has ${file.size} bytes; a tune has at most ${MOST_BYTES}`,
      });
    else open(file.name, new Uint8Array(await file.arrayBuffer()));
  });
  quantise.addEventListener('change', () => transcribe().catch((thrown) => sayError(status, thrown)));
  const fromTune = byId<HTMLButtonElement>('midi-from-tune');
  tune.onChange(() => {
    fromTune.disabled = !tune.midi();
  });
  fromTune.addEventListener('click', () => open('The converted tune', tune.midi()!));
  byId('copy-abc').addEventListener('click', async () => {
    await navigator.clipboard.writeText(out.value).then(
      () => say(byId('verified'), 'Copied.'),
      () => out.select(),
    );
  });
  byId('download-abc').addEventListener('click', () => save(out.value, 'tune.abc', 'text/vnd.abc'));
  byId('edit-abc').addEventListener('click', () => tune.edit(out.value));
  playButton(byId('play-source'), () => canonical?.bytes);
  playButton(byId('play-text'), () => {
    const played = render(out.value);
    return played.ok ? played.midi : undefined;
  });
}

function canonicalList({ tune, leftOut, changed }: CanonicalMidi): HTMLElement {
  const { notes, voices, keys, metres, tempo } = tune;
  const [key] = keys;
  const [metre] = metres;
  const stated = (text: string | undefined, changes: number) =>
    text === undefined ? 'not stated' : changes > 1 ? `${text}, then ${changes - 1} more` : text;
  const signs = key && `${signature(key.sharps)}, ${key.minor ? 'minor' : 'major'}`;
  const rows: [string, string][] = [
    ['Voices', voices.map(({ name }, i) => name || `${i + 1}`).join(', ')],
    ['Notes', `${notes.length}`],
    ['Key', stated(signs, keys.length)],
    ['Metre', stated(metre && `${metre.numerator}/${metre.denominator}`, metres.length)],
    ['Tempo', tempo === undefined ? 'not stated' : `${tempo} quarter notes a minute`],
    [
      'Left out',
      listed(leftOut, {
        drums: 'drum notes',
        zeroLength: 'notes without a length',
        tempoChanges: 'changes of tempo',
        voices: 'voices',
      }),
    ],
    [
      'Changed',
      listed(
        { ...changed, quantised: Number(changed.quantised) },
        {
          lengthened: 'notes made longer',
          unended: 'notes that never ended',
          unisons: 'notes moved to a voice of their own',
          quantised: 'performance taken to the beat',
          shifted: 'quarter notes moved forward',
        },
      ),
    ],
  ];
  const list = make('dl');
  for (const [term, text] of rows)
    list.append(make('dt', { textContent: term }), make('dd', { textContent: text }));
  return list;
}

function signature(sharps: number): string {
  const count = Math.abs(sharps);
  return count === 0
    ? 'no sharps or flats'
    : `${count} ${sharps < 0 ? 'flat' : 'sharp'}${count > 1 ? 's' : ''}`;
}

function listed<K extends string>(counts: Record<K, number>, words: Record<K, string>): string {
  const some = (Object.keys(words) as K[]).filter((name) => counts[name] > 0);
  return some.map((name) => `${Number(counts[name].toFixed(3))} ${words[name]}`).join(', ') || 'nothing';
}
