/** Two files' notes over each other as one SVG: time to the right in quarter notes, pitch upwards; what differs stands out. */
import { notesOf } from '../../formats/midi/notes.ts';
import { readSmf } from '../../formats/midi/smf/read-smf.ts';

interface Bar {
  /** Quarter notes. */
  onset: number;
  duration: number;
  pitch: number;
}

/** Pixels: of a quarter note, of a semitone, around the drawing. */
const QUARTER = 22;
const SEMITONE = 7;
const MARGIN = 8;
/** Quarter notes in one line of the roll; what is longer goes on below. */
const LINE = 48;
/** Lines at most: a page, not a book. */
const MOST_LINES = 8;

/** undefined where neither file has notes that can be read. */
export function pianoRoll(renderer: Uint8Array | undefined, model: Uint8Array): string | undefined {
  const [theirs, ours] = [renderer ? barsOf(renderer) : [], barsOf(model)];
  if (theirs.length + ours.length === 0) return undefined;
  const theirKeys = counted(theirs);
  const both: Bar[] = [];
  const onlyOurs: Bar[] = [];
  for (const bar of ours) {
    const left = theirKeys.get(keyOf(bar)) ?? 0;
    if (left > 0) theirKeys.set(keyOf(bar), left - 1);
    (left > 0 ? both : onlyOurs).push(bar);
  }
  const ourKeys = counted(ours);
  const onlyTheirs = theirs.filter((bar) => {
    const left = ourKeys.get(keyOf(bar)) ?? 0;
    if (left > 0) ourKeys.set(keyOf(bar), left - 1);
    return left === 0;
  });
  const all = [...theirs, ...ours];
  const low = Math.min(...all.map((bar) => bar.pitch)) - 1;
  const high = Math.max(...all.map((bar) => bar.pitch)) + 1;
  const end = Math.max(...all.map((bar) => bar.onset + bar.duration));
  const lines = Math.min(MOST_LINES, Math.max(1, Math.ceil(end / LINE)));
  const lineHeight = (high - low + 1) * SEMITONE + 2 * MARGIN;
  const width = Math.min(end, LINE) * QUARTER + 2 * MARGIN;
  const draw = (bars: readonly Bar[], kind: string) =>
    bars
      .flatMap((bar) => pieces(bar, lines).map((piece) => rectangle(piece, high, lineHeight, kind)))
      .join('');
  const grid = Array.from({ length: lines }, (_, line) => octaves(line * lineHeight, low, high, width)).join(
    '',
  );
  const cut = end > lines * LINE ? `<p class="quiet">The first ${lines * LINE} quarter notes.</p>` : '';
  return `<div class="wide"><svg class="roll" style="max-width:${width}px" viewBox="0 0 ${width} ${lines * lineHeight}" role="img" aria-label="piano roll: ${both.length} notes alike, ${onlyTheirs.length} only the renderer's, ${onlyOurs.length} only the model's">${grid}${draw(onlyTheirs, 't')}${draw(both, 'b')}${draw(onlyOurs, 'm')}</svg></div>${cut}
<p class="quiet key"><i class="kb"></i>${both.length} alike<i class="km"></i>${onlyOurs.length} only the model's<i class="kt"></i>${onlyTheirs.length} only the renderer's</p>`;
}

function barsOf(bytes: Uint8Array): Bar[] {
  const reading = readSmf(bytes);
  if (!reading.ok) return [];
  const { ppq, smpte } = reading.file;
  const { ticks, seconds } = smpte ?? { ticks: ppq!, seconds: 1 };
  // one division of whole numbers: equal times are equal numbers
  const timeOf = (tick: number) => (tick * seconds) / ticks;
  return notesOf(reading.file).notes.map(({ tick, duration, pitch }) => ({
    onset: timeOf(tick),
    duration: timeOf(duration),
    pitch,
  }));
}

function keyOf({ onset, duration, pitch }: Bar): string {
  return `${onset} ${duration} ${pitch}`;
}

function counted(bars: readonly Bar[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const bar of bars) counts.set(keyOf(bar), (counts.get(keyOf(bar)) ?? 0) + 1);
  return counts;
}

/** A note as it falls on the lines of the roll. */
function pieces(bar: Bar, lines: number): (Bar & { line: number })[] {
  const cut: (Bar & { line: number })[] = [];
  for (let { onset, duration } = bar; duration > 0; ) {
    const line = Math.floor(onset / LINE);
    if (line >= lines) break;
    const part = Math.min(duration, (line + 1) * LINE - onset);
    cut.push({ line, onset: onset - line * LINE, duration: part, pitch: bar.pitch });
    onset += part;
    duration -= part;
  }
  return cut;
}

function rectangle(
  { line, onset, duration, pitch }: Bar & { line: number },
  high: number,
  lineHeight: number,
  kind: string,
): string {
  const [x, y] = [MARGIN + onset * QUARTER, line * lineHeight + MARGIN + (high - pitch) * SEMITONE];
  const width = Math.max(1.5, duration * QUARTER - 1);
  return `<rect class="${kind}" x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="${SEMITONE - 1}" rx="1.5"/>`;
}

/** A line at every C. */
function octaves(top: number, low: number, high: number, width: number): string {
  let lines = '';
  for (let pitch = Math.ceil(low / 12) * 12; pitch <= high; pitch += 12) {
    const y = top + MARGIN + (high - pitch + 1) * SEMITONE - 0.5;
    lines += `<path class="c" d="M0 ${y}H${width}"/><text x="2" y="${y - 1}">C${pitch / 12 - 1}</text>`;
  }
  return lines;
}
