/** Plays a MIDI file's notes by oscillators: no samples, no download. One file sounds at a time. */
import { notesOf } from '../../../src/formats/midi/notes.ts';
import { readSmf } from '../../../src/formats/midi/smf/read-smf.ts';

/** Seconds that are planned ahead, and how often: a long file must not make all its oscillators at once. */
const AHEAD = 1;
const EVERY = 400;
const ATTACK = 0.01;
const RELEASE = 0.08;
const LOUDNESS = 0.12;
const DRUMS = 9;

interface PlayedNote {
  /** Seconds from the start. */
  begin: number;
  end: number;
  pitch: number;
}

let stopPlaying: (() => void) | undefined;

/** Stops what sounds. */
export function silence(): void {
  stopPlaying?.();
}

/** @param onEnd called once, when it ends or is stopped  @returns false where the file has nothing to play */
export function play(bytes: Uint8Array, onEnd: () => void): boolean {
  silence();
  const notes = soundOf(bytes);
  if (notes.length === 0) return false;
  const context = new AudioContext();
  const loudness = new GainNode(context, { gain: LOUDNESS });
  loudness.connect(context.destination);
  const start = context.currentTime + 0.1;
  const last = Math.max(...notes.map(({ end }) => end));
  let next = 0;
  const plan = () => {
    const now = context.currentTime - start;
    for (; next < notes.length && notes[next]!.begin < now + AHEAD; next++)
      sound(context, loudness, start, notes[next]!);
    if (now > last + RELEASE) stop();
  };
  const timer = setInterval(plan, EVERY);
  const stop = () => {
    clearInterval(timer);
    void context.close();
    if (stopPlaying === stop) stopPlaying = undefined;
    onEnd();
  };
  stopPlaying = stop;
  plan();
  return true;
}

function sound(context: AudioContext, to: AudioNode, start: number, { begin, end, pitch }: PlayedNote): void {
  const [from, until] = [start + begin, start + Math.max(end, begin + ATTACK)];
  const oscillator = new OscillatorNode(context, {
    type: 'triangle',
    frequency: 440 * 2 ** ((pitch - 69) / 12),
  });
  const envelope = new GainNode(context, { gain: 0 });
  envelope.gain.setValueAtTime(0, from);
  envelope.gain.linearRampToValueAtTime(1, from + ATTACK);
  envelope.gain.setValueAtTime(0.8, until);
  envelope.gain.linearRampToValueAtTime(0, until + RELEASE);
  oscillator.connect(envelope).connect(to);
  oscillator.start(from);
  oscillator.stop(until + RELEASE);
}

/** Notes in seconds by the file's tempos; drums are left out. */
export function soundOf(bytes: Uint8Array): PlayedNote[] {
  const reading = readSmf(bytes);
  if (!reading.ok) return [];
  const { file } = reading;
  const timeOf = secondsOf(file);
  return notesOf(file)
    .notes.filter(({ channel }) => channel !== DRUMS)
    .map(({ tick, duration, pitch }) => ({ begin: timeOf(tick), end: timeOf(tick + duration), pitch }))
    .sort((a, b) => a.begin - b.begin);
}

type SmfFile = Extract<ReturnType<typeof readSmf>, { ok: true }>['file'];

function secondsOf({ tracks, ppq, smpte }: SmfFile): (tick: number) => number {
  if (smpte) return (tick) => (tick * smpte.seconds) / smpte.ticks;
  const tempos = tracks
    .flatMap(({ events }) => events)
    .filter((event) => event.kind === 'meta' && event.data1 === 0x51 && event.data?.length === 3)
    .map(({ tick, data }) => ({ tick, perQuarter: ((data![0]! << 16) | (data![1]! << 8) | data![2]!) / 1e6 }))
    .sort((a, b) => a.tick - b.tick);
  return (tick) => {
    let [seconds, at, perQuarter] = [0, 0, 0.5];
    for (const tempo of tempos) {
      if (tempo.tick >= tick) break;
      seconds += ((tempo.tick - at) / ppq!) * perQuarter;
      [at, perQuarter] = [tempo.tick, tempo.perQuarter];
    }
    return seconds + ((tick - at) / ppq!) * perQuarter;
  };
}
