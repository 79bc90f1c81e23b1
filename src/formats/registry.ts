/** The formats that are known, by name. One that is not is a name and nothing else: fixed patches, no hints, no check. */
import { BgptError } from '../errors.ts';
import { abcFormat } from './abc/abc-format.ts';
import { CPU_FORMATS } from './cpu/index.ts';
import type { Format } from './format.ts';
import { midiFormat } from './midi/midi-format.ts';

const FORMATS = new Map<string, Format>(
  [abcFormat, midiFormat, ...CPU_FORMATS].map((format) => [format.name, format]),
);
const NAME = /^[a-z0-9]{1,8}$/;

export function isFormatName(name: string): boolean {
  return NAME.test(name);
}

/** @throws BgptError usage/invalid-option where it is no name of a format */
export function checkFormatName(name: string): string {
  if (isFormatName(name)) return name;
  throw new BgptError(
    'usage/invalid-option',
    `"${name}" is no format: it takes 1 to 8 lower-case letters and digits, such as abc or mid`,
  );
}

/** From here on files of this name are read by this format. @throws BgptError usage/invalid-option */
export function registerFormat(format: Format): void {
  FORMATS.set(checkFormatName(format.name), format);
}

/** Total: a name that is not registered is a raw format. */
export function formatNamed(name: string): Format {
  return FORMATS.get(name) ?? { name };
}

/** The format that a file's name says, in lower case; undefined where it says none. `.midi` is `mid`. */
export function formatOfName(path: string): string | undefined {
  const extension = /[^/\\]\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase();
  if (extension === 'midi') return 'mid';
  return extension !== undefined && isFormatName(extension) ? extension : undefined;
}

/** Every format that is known, in the order in which they were registered. */
export function registeredFormats(): readonly Format[] {
  return [...FORMATS.values()];
}
