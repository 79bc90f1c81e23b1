/** A MIDI file's bytes, coloured by field: as they are written, and when they are whole. */
import { midiFormat } from '../../../src/formats/midi/midi-format.ts';
import { byteStrip, type ShownByte } from './byte-strip.ts';
import { COLOUR_OF_LABEL, fieldLegend } from './field-colours.ts';

const { names, label, describe } = midiFormat.fields!;
/** Bytes in front of a track's events that come last in the order of writing. */
const LENGTH_AT = 18;
const LENGTH_BYTES = 4;

export interface MidiBytes {
  element: HTMLElement;
  /** Bytes in the order of writing, as far as they are there. */
  write(written: Uint8Array): void;
  /** The file as it is; bytes of `reference` that differ are marked. */
  show(file: Uint8Array, reference?: Uint8Array): void;
}

export function midiBytes(): MidiBytes {
  const strip = byteStrip('Bytes of the MIDI file');
  const element = document.createElement('div');
  element.append(fieldLegend(), strip.element);
  let shown = 0;
  return {
    element,
    write(written) {
      const labels = label(withLength(written)).filter(
        (_, i) => i < LENGTH_AT || i >= LENGTH_AT + LENGTH_BYTES,
      );
      strip.show(written, cellOf(written, labels), Math.min(shown, written.length));
      shown = written.length;
    },
    show(file, reference) {
      shown = 0;
      strip.show(file, cellOf(file, label(file), reference));
    },
  };
}

/** So that the fields of a file whose first track has no length yet can be told: it is written behind the track. */
function withLength(written: Uint8Array): Uint8Array {
  if (written.length <= LENGTH_AT) return written;
  const file = new Uint8Array(written.length + LENGTH_BYTES).fill(0x7f, LENGTH_AT, LENGTH_AT + LENGTH_BYTES);
  file.set(written.subarray(0, LENGTH_AT));
  file.set(written.subarray(LENGTH_AT), LENGTH_AT + LENGTH_BYTES);
  return file;
}

function cellOf(bytes: Uint8Array, labels: Uint8Array, reference?: Uint8Array) {
  const runEnd = (offset: number) => {
    let end = offset + 1;
    while (end < bytes.length && labels[end] === labels[offset] && end - offset < 64) end++;
    return end;
  };
  return (offset: number): ShownByte => {
    const id = labels[offset] ?? 0;
    const name = names[id]!;
    const begins = offset === 0 || labels[offset - 1] !== id;
    const word = begins && describe ? describe(name, bytes.subarray(offset, runEnd(offset))) : name;
    const byte = bytes[offset]!;
    const differs = reference !== undefined && reference[offset] !== byte;
    const beside = differs
      ? ` · abcjs has ${reference[offset]?.toString(16).padStart(2, '0') ?? 'nothing'}`
      : '';
    return {
      className: `f${COLOUR_OF_LABEL[id]}${differs ? ' differs' : ''}`,
      told: `byte ${offset} · ${byte.toString(16).padStart(2, '0')} = ${byte} · ${word}${beside}`,
      opens: begins && (name.includes('delta time') || name === 'track header' || name === 'header'),
    };
  };
}
