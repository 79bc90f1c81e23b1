/** A renderer for tests: the checked one of a build, with a plain writer that gets a byte wrong. */
import { checkedRender } from '../../../src/corpus/render/checked-renderer.ts';
import { abcjsRendering, plainRendering, type Rendering } from '../../../src/music/reference-renderer.ts';

export const version = 'faulty 1';

export function render(abc: string): Rendering {
  return checkedRender(
    abc,
    {},
    {
      plainRendering: (text) => {
        const rendering = plainRendering(text);
        return rendering?.ok
          ? { ...rendering, midi: rendering.midi.with(rendering.midi.length - 10, 1) }
          : rendering;
      },
      abcjsRendering,
    },
  );
}
