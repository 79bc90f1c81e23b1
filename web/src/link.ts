/** A tune in the address, behind `#abc=`: a link that carries it, which no server is told. */
const KEY = 'abc';
/** Characters of a text that still makes a link. */
const MOST = 8000;

export function tuneOfLink(): string | undefined {
  return new URLSearchParams(location.hash.slice(1)).get(KEY) ?? undefined;
}

export function putInLink(abc: string): void {
  const hash = abc === '' || abc.length > MOST ? '' : `#${new URLSearchParams({ [KEY]: abc })}`;
  history.replaceState(null, '', hash || location.pathname + location.search);
}
