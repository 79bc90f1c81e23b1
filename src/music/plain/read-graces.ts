/** Grace notes in braces: pitches with lengths, nothing that clings to notes elsewhere. */
import { notPlain } from './not-plain.ts';
import type { GraceNote } from './plain-tune.ts';
import { readLength } from './read-length.ts';
import { readPitch } from './read-note.ts';
import { isSpace } from './signs.ts';

export function readGraces(line: string, at: number, unit: number): { graces: GraceNote[]; end: number } {
  const close = line.indexOf('}', at);
  // behind it, abcjs moves the end of a slur into the braces
  if (close < 0 || line[close + 1] === ')') notPlain('braces');
  const graces: GraceNote[] = [];
  let end = at + 1;
  while (end < close) {
    if (isSpace(line[end])) {
      if (line[end] === '\t') notPlain('tab in braces');
      end++;
      continue;
    }
    // the stroke of an acciaccatura is only drawn
    if (line[end] === '/') end++;
    const pitch = readPitch(line, end);
    const length = readLength(line, pitch.end);
    end = length.end;
    // abcjs takes sixteenths for the unit of grace notes, whatever L: says
    const duration = (unit * length.value) / (unit * 8);
    graces.push({ step: pitch.step, accidental: pitch.accidental, duration });
  }
  return { graces: graces.length > 0 ? graces : notPlain('empty braces'), end: close + 1 };
}
