/** Names that a JSON text gives twice in one object: JSON.parse keeps the last in silence, a hostile header may want that. */

/** The first such name, or undefined. @param json text that JSON.parse accepts */
export function duplicateKey(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const end = stringEnd(json, at);
      if (isName(json, end)) {
        const key = JSON.parse(json.slice(at, end)) as string;
        const keys = open.at(-1)!;
        if (keys.has(key)) return key;
        keys.add(key);
      }
      at = end - 1;
    }
  }
  return undefined;
}

/** Just behind the closing quote of the string that begins at `at`. */
function stringEnd(json: string, at: number): number {
  let end = at + 1;
  while (json[end] !== '"') end += json[end] === '\\' ? 2 : 1;
  return end + 1;
}

/** Whether the string that ends here has a colon behind it. */
function isName(json: string, end: number): boolean {
  let next = end;
  while (/[ \t\r\n]/.test(json[next] ?? '')) next++;
  return json[next] === ':';
}
