/** Runs foreign code that prints: what it would have put on the console is collected instead. Synchronous code only. */
const METHODS = ['log', 'info', 'warn', 'error', 'debug'] as const;

export function silenced<T>(lines: string[], work: () => T): T {
  const { console: printer } = globalThis;
  const before = METHODS.map((method) => printer[method]);
  for (const method of METHODS)
    printer[method] = (...args: unknown[]) =>
      void lines.push(args.filter((arg) => typeof arg === 'string').join(' '));
  try {
    return work();
  } finally {
    for (const [i, method] of METHODS.entries()) printer[method] = before[i]!;
  }
}
