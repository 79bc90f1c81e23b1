/** Which lines of a tune's body hold notes: not its fields, nor its comments. */
export function isMusicLine(line: string): boolean {
  return !/^[A-Za-z]:|^%/.test(line);
}
