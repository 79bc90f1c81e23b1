/**
 * Values of command-line options: what cannot be read is wrong usage, said in commander's way. No parser returns null or
 * undefined: commander takes either for an empty text.
 */
import { InvalidArgumentError } from 'commander';
import { BgptError } from '../errors.ts';

export function wholeNumber(least: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`It takes a whole number of at least ${least}.`);
    return value;
  };
}

export function notNegative(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && Number.isFinite(value)))
    throw new InvalidArgumentError('It takes a number of at least 0.');
  return value;
}

export function positive(text: string): number {
  const value = notNegative(text);
  if (value === 0) throw new InvalidArgumentError('It takes a number over 0.');
  return value;
}

export function share(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError('It takes a number from 0 to 1.');
  return value;
}

export function pattern(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new InvalidArgumentError('It takes a regular expression.');
  }
}

/** A parser of one of the rooms, whose coded error becomes commander's. */
export function usage<T>(parse: (text: string) => T) {
  return (text: string): T => {
    try {
      return parse(text);
    } catch (thrown) {
      if (thrown instanceof BgptError) throw new InvalidArgumentError(`${thrown.message}.`);
      throw thrown;
    }
  };
}
