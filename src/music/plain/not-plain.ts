/** Thrown inside this folder where a tune leaves the subset: abcjs has to do it. Never seen outside; plain-midi.ts catches it. */
export class NotPlain extends Error {}

export function notPlain(why: string): never {
  throw new NotPlain(why);
}
