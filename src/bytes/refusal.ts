/** How bad data is answered in the pure rooms: a value with a stable code, never an exception. */
export interface Refusal {
  ok: false;
  /** `room/what-is-wrong`, listed in docs/formats.md. */
  code: string;
  message: string;
  /** Where in the input, in bytes, if a place can be named. */
  offset?: number;
}

export function refuse(code: string, message: string, offset?: number): Refusal {
  return offset === undefined ? { ok: false, code, message } : { ok: false, code, message, offset };
}
