/** Errors as messages: what crosses to a page keeps its code, hint and details; what has no code is a fault of ours. */
import { BgptError, type ErrorCode, messageOf } from '../errors.ts';

export interface ErrorMessage {
  code: ErrorCode;
  message: string;
  hint?: string;
  /** As JSON, for not every value can be sent. */
  details: string;
}

export function toErrorMessage(thrown: unknown): ErrorMessage {
  if (!(thrown instanceof BgptError)) return { code: 'internal', message: messageOf(thrown), details: '{}' };
  const { code, message, hint, details } = thrown;
  return { code, message, details: JSON.stringify(details), ...(hint === undefined ? {} : { hint }) };
}

export function fromErrorMessage({ code, message, hint, details }: ErrorMessage): BgptError {
  return new BgptError(code, message, {
    details: JSON.parse(details),
    ...(hint === undefined ? {} : { hint }),
  });
}
