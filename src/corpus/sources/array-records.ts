/**
 * The elements of one big JSON array, one at a time, through stream-json's tokeniser. Strings come in pieces, so an
 * element past the limit is counted and forgotten while its end is sought: memory does not grow with it.
 */
import { none } from 'stream-chain/defs.js';
import { jsonParser, type Token } from 'stream-json/core/parser.js';
import { MAX_RECORD_BYTES } from '../entry.ts';

/** An element, or the size of one that is too long to keep. */
export type ArrayElement = { value: unknown } | { tooLong: number };

export class NotAnArray extends Error {}

type Container = unknown[] | Record<string, unknown>;

/** `text` is the file's text in pieces; throws stream-json's error where it is no JSON. */
export async function* arrayElements(text: AsyncIterable<string>): AsyncGenerator<ArrayElement> {
  const parse = jsonParser({ packStrings: false, streamKeys: false, streamNumbers: false });
  const found: ArrayElement[] = [];
  const assemble = elementAssembler((element) => found.push(element));
  const feed = (piece: string | typeof none) => {
    // flushable stages answer `none` or a list under `values`
    const answer = parse(piece as string) as { values?: Token[] } | typeof none;
    if (answer !== none) for (const token of (answer as { values: Token[] }).values) assemble(token);
  };
  for await (const piece of text) {
    feed(piece);
    yield* found.splice(0);
  }
  feed(none);
  yield* found.splice(0);
}

function elementAssembler(done: (element: ArrayElement) => void): (token: Token) => void {
  const open: Container[] = [];
  const keys: string[] = [];
  let inArray = false;
  let key = '';
  let string = '';
  let size = 0;

  const put = (value: unknown) => {
    const parent = open.at(-1);
    if (parent === undefined) finish(value);
    else if (Array.isArray(parent)) parent.push(value);
    else parent[key] = value;
  };
  const finish = (value: unknown) => {
    done(size > MAX_RECORD_BYTES ? { tooLong: size } : { value });
    size = 0;
  };
  const close = () => {
    const value = open.pop();
    key = keys.pop() ?? '';
    put(value);
  };
  return (token) => {
    if (!inArray) {
      if (token.name !== 'startArray') throw new NotAnArray('the file is not a JSON array');
      inArray = true;
      return;
    }
    switch (token.name) {
      case 'startObject':
      case 'startArray':
        keys.push(key);
        open.push(token.name === 'startArray' ? [] : Object.create(null));
        size += 2;
        return;
      case 'endObject':
        return close();
      case 'endArray':
        // the end of the file's own array
        return open.length === 0 ? undefined : close();
      case 'keyValue':
        key = token.value;
        size += key.length;
        return;
      case 'startString':
        string = '';
        return;
      case 'stringChunk':
        size += token.value.length;
        string = size > MAX_RECORD_BYTES ? '' : string + token.value;
        return;
      case 'endString':
        return put(string);
      case 'numberValue':
        size += token.value.length;
        return put(Number(token.value));
      case 'nullValue':
      case 'trueValue':
      case 'falseValue':
        return put(token.value);
    }
  };
}
