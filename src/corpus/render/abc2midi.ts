/**
 * The second renderer: abc2midi of abcMIDI (Debian package `abcmidi`), the program behind the published bGPT's pairs. It
 * gets the tune with the lines that the paper's authors put in; the source of the pair stays the tune itself.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { refuse } from '../../bytes/refusal.ts';
import { BgptError } from '../../errors.ts';
import type { Rendering } from '../../music/reference-renderer.ts';
import { overLimit } from '../../music/tune-limits.ts';

/** Instruments, volumes and panning, as in the published pairs (read off one of them, byte for byte). */
const PREAMBLE = [
  'X:1',
  '%%MIDI control 7 96',
  '%%MIDI control 10 64',
  '%%MIDI gchordon',
  '%%MIDI program 0',
  '%%MIDI chordprog 24',
  '%%MIDI bassprog 24',
  '%%MIDI chordvol 96',
  '%%MIDI bassvol 96',
];

/** The text that abc2midi reads: without the S:, B: and E: lines of IrishMAN's control codes, volume once more after K:. */
export function withPreamble(abc: string, { chords }: { chords: boolean }): string {
  const preamble = chords ? PREAMBLE : PREAMBLE.map((line) => line.replace('gchordon', 'gchordoff'));
  const lines = abc.split('\n').filter((line) => !/^([SBE]:|X:)/.test(line));
  const key = lines.findIndex((line) => line.startsWith('K:'));
  if (key >= 0) lines.splice(key + 1, 0, PREAMBLE[1]!);
  return [...preamble, ...lines].join('\n');
}

export function abc2midiVersion(): string {
  const { stdout, error } = spawnSync('abc2midi', ['-ver'], { encoding: 'utf8' });
  if (error)
    throw new BgptError('teacher/not-found', 'abc2midi is not on the PATH', {
      hint: 'On Debian and Ubuntu: apt-get install abcmidi',
    });
  return stdout.trim();
}

/** Seconds after which the program is killed; the pool's own limit stands above it. */
const LIMIT_MS = 20_000;

export function abc2midi(abc: string, options: { chords: boolean }): Rendering {
  const tooMuch = overLimit(abc);
  if (tooMuch) return { ...tooMuch, warnings: [] };
  const folder = mkdtempSync(join(tmpdir(), 'bgpt-abc2midi-'));
  try {
    const [input, output] = [join(folder, 'in.abc'), join(folder, 'out.mid')];
    writeFileSync(input, withPreamble(abc, options));
    const run = spawnSync('abc2midi', [input, '1', '-o', output], { encoding: 'latin1', timeout: LIMIT_MS });
    const warnings = (run.stdout ?? '').split('\n').filter((line) => /^(Error|Warning)/.test(line));
    if (run.error) return { ...refuse('teacher/threw', `abc2midi: ${run.error.message}`), warnings };
    const midi = new Uint8Array(readFileSync(output));
    if (midi.length === 0) return { ...refuse('teacher/no-midi', 'abc2midi wrote an empty file'), warnings };
    return { ok: true, midi, warnings };
  } catch {
    return { ...refuse('teacher/no-midi', 'abc2midi wrote no file'), warnings: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
