/**
 * The elements of one big JSON array, one at a time, through stream-json's tokeniser. Keys, strings and numbers come in
 * pieces, so an element past the limit is counted and forgotten while its end is sought: memory does not grow with it.
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
  const parse = jsonParser({ packValues: false });
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
  // of an element past the limit nothing is kept but its size and depth
  const open: Container[] = [];
  const keys: string[] = [];
  let depth = 0;
  let inArray = false;
  let key = '';
  let text = '';
  let size = 0;

  /** Signs and the comma count, so that a value costs what it takes in the file. */
  const grow = (characters: number) => {
    size += characters;
    if (size <= MAX_RECORD_BYTES) return;
    open.length = 0;
    keys.length = 0;
    text = '';
  };
  const put = (value: unknown) => {
    if (depth === 0) {
      done(size > MAX_RECORD_BYTES ? { tooLong: size } : { value });
      size = 0;
      return;
    }
    const parent = open.at(-1);
    if (Array.isArray(parent)) parent.push(value);
    else if (parent) parent[key] = value;
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
        depth++;
        grow(3);
        if (size > MAX_RECORD_BYTES) return;
        keys.push(key);
        open.push(token.name === 'startArray' ? [] : Object.create(null));
        return;
      case 'endObject':
      case 'endArray': {
        // the end of the file's own array
        if (depth === 0) return;
        depth--;
        const value = open.pop();
        key = keys.pop() ?? '';
        return put(value);
      }
      case 'startKey':
        text = '';
        return grow(3);
      case 'startString':
        text = '';
        return grow(3);
      case 'startNumber':
        text = '';
        return grow(1);
      case 'stringChunk':
      case 'numberChunk':
        grow(token.value.length);
        if (size <= MAX_RECORD_BYTES) text += token.value;
        return;
      case 'endKey':
        key = text;
        return;
      case 'endString':
        return put(text);
      case 'endNumber':
        return put(Number(text));
      case 'nullValue':
      case 'trueValue':
      case 'falseValue':
        grow(5);
        return put(token.value);
    }
  };
}
