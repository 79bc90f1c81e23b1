/** ABC → MIDI: a tune is edited and engraved, the model writes its file, and the file is judged. */
import { abcFields } from '../../../src/music/abc-fields.ts';
import { byId, settled } from '../dom.ts';
import { EXAMPLES, FIRST_EXAMPLE } from '../examples.ts';
import { putInLink, tuneOfLink } from '../link.ts';
import { theModel } from '../model.ts';
import { engrave } from '../parts/engrave.ts';
import { fileName, save } from '../parts/files.ts';
import { midiBytes } from '../parts/midi-bytes.ts';
import { playButton } from '../parts/play-button.ts';
import { say } from '../status.ts';
import type { TuneInWork } from '../tune-in-work.ts';
import { worker } from '../work.ts';

const ENGRAVE_AFTER = 250;
const CARDS = ['checks-card', 'comparison-card', 'roll-card', 'bytes-card'];

export function abcToMidi(): TuneInWork {
  const editor = byId<HTMLTextAreaElement>('abc');
  const convert = byId<HTMLButtonElement>('convert');
  const status = byId('convert-status');
  const progress = byId<HTMLProgressElement>('convert-progress');
  const buttons = ['download-midi', 'play-model', 'play-reference'].map((id) => byId<HTMLButtonElement>(id));
  const [download, playModel, playReference] = buttons as [
    HTMLButtonElement,
    HTMLButtonElement,
    HTMLButtonElement,
  ];
  const strip = midiBytes();
  byId('bytes').append(strip.element);
  const listeners: (() => void)[] = [];
  const made: { midi?: Uint8Array; reference?: Uint8Array } = {};

  const changed = () => {
    for (const button of [download, playModel]) button.disabled = !made.midi;
    playReference.disabled = !made.reference;
    for (const listen of listeners) listen();
  };
  const forget = () => {
    delete made.midi;
    delete made.reference;
    for (const id of CARDS) byId(id).hidden = true;
    changed();
  };
  const draw = async () => {
    const warnings = await engrave(byId('score'), editor.value);
    byId('score-warnings').textContent = warnings.slice(0, 3).join(' · ');
  };
  const drawSoon = settled(() => void draw(), ENGRAVE_AFTER);
  const setText = (abc: string) => {
    editor.value = abc;
    forget();
    void draw();
  };

  const starting = worker({ status, cancel: byId('cancel'), starters: [convert], progress });
  const start = () =>
    starting(async (signal) => {
      forget();
      const abc = editor.value;
      say(status, 'Loading the model …');
      const model = await theModel(signal, ({ loaded, total }) => {
        progress.hidden = false;
        progress.value = total ? loaded / total : 0;
        say(
          status,
          `Loading the model: ${(loaded / 1e6).toFixed(1)} of ${((total ?? 0) / 1e6).toFixed(1)} MB`,
        );
      });
      progress.hidden = true;
      signal.throwIfAborted();
      say(status, 'The model reads the tune …');
      byId('bytes-card').hidden = false;
      const written: number[] = [];
      let drawing = false;
      const show = () => {
        drawing = false;
        if (!made.midi && !signal.aborted) strip.write(Uint8Array.from(written));
      };
      const { midi, verdict, seconds, firstByteSeconds } = await model.convert(abc, {
        signal,
        repair: true,
        onBytes: (bytes, newest) => {
          written.push(...newest);
          byId('byte-count').textContent = `${bytes} so far`;
          if (!drawing) requestAnimationFrame(show);
          drawing = true;
          if (bytes === newest.length) say(status, 'The model writes …');
        },
      });
      made.midi = midi;
      byId('byte-count').textContent = `${midi.length}`;
      const { judge } = await import('./judge.ts');
      const reference = await judge(abc, midi, verdict);
      if (reference) made.reference = reference;
      strip.show(midi, reference);
      say(
        status,
        `${midi.length} bytes in ${seconds.toFixed(1)} s, the first after ${firstByteSeconds.toFixed(1)} s.`,
      );
      changed();
    });

  const example = byId<HTMLSelectElement>('example');
  example.append(new Option('your own', ''));
  for (const { file, title } of EXAMPLES) example.append(new Option(title, file));
  example.addEventListener('change', () => {
    setText(EXAMPLES.find(({ file }) => file === example.value)?.abc ?? '');
    putInLink('');
  });
  editor.addEventListener('input', () => {
    if (made.midi) forget();
    example.value = '';
    putInLink(editor.value);
    drawSoon();
  });
  editor.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void start();
  });
  convert.addEventListener('click', () => void start());
  download.addEventListener('click', () => {
    const { title = '' } = abcFields(editor.value);
    if (made.midi) save(made.midi, fileName(title, 'mid'), 'audio/midi');
  });
  playButton(playModel, () => made.midi);
  playButton(playReference, () => made.reference);

  const linked = tuneOfLink();
  example.value = linked === undefined ? FIRST_EXAMPLE : '';
  setText(linked ?? EXAMPLES.find(({ file }) => file === FIRST_EXAMPLE)!.abc);
  return {
    abc: () => editor.value,
    edit(abc) {
      setText(abc);
      example.value = '';
      putInLink(abc);
      byId('tab-abc-to-midi').click();
    },
    midi: () => made.midi,
    reference: () => made.reference,
    onChange(listen) {
      listeners.push(listen);
      listen();
    },
  };
}
