/**
 * An engine that lets the worker read its messages before every run: WebAssembly computes without a pause, and a page that
 * cancels must be heard between two patches.
 */
import type { Engine, Program } from '../engine/engine.ts';

export function yieldingEngine(engine: Engine): Engine {
  const turns = turnTaker();
  return {
    ...engine,
    async compile(fn, signature, options) {
      await turns.next();
      return yielding(await engine.compile(fn, signature, options), turns.next);
    },
    async dispose() {
      turns.close();
      await engine.dispose();
    },
  };
}

function yielding(program: Program, turn: () => Promise<void>): Program {
  return {
    signature: program.signature,
    async run(inputs, state) {
      await turn();
      return program.run(inputs, state);
    },
    dispose: () => program.dispose(),
  };
}

/** Waits behind the messages that are there already. A timer would do, but browsers hold nested ones back for 4 ms. */
function turnTaker(): { next: () => Promise<void>; close: () => void } {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.addEventListener('message', () => waiting.shift()?.());
  port1.start();
  return {
    next: () =>
      new Promise((done) => {
        waiting.push(done);
        port2.postMessage(0);
      }),
    close: () => port1.close(),
  };
}
