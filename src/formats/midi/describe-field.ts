/** A MIDI field's bytes in words: a pitch by its name, a delta time as its number of ticks. */

const PITCHES = ['C', 'C♯', 'D', 'E♭', 'E', 'F', 'F♯', 'G', 'A♭', 'A', 'B♭', 'B'];

export function describeField(name: string, bytes: Uint8Array): string {
  const [first = 0] = bytes;
  if (name === 'pitch') return `pitch ${PITCHES[first % 12]}${Math.floor(first / 12) - 1}`;
  if (name === 'velocity' || name === 'release velocity') return `${name} ${first}`;
  if (name.endsWith('delta time'))
    return `${name} ${bytes.reduce((sum, byte) => sum * 128 + (byte & 127), 0)}`;
  return name;
}
