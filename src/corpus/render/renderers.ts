/** Who writes the MIDI: abcjs by default, abc2midi where it is installed, or a module of the user's own. */
import { BgptError, messageOf } from '../../errors.ts';
import { RENDERER, RENDERER_VERSION, type Rendering } from '../../music/reference-renderer.ts';
import { validRendering } from '../../music/valid-rendering.ts';
import { abc2midi, abc2midiVersion } from './abc2midi.ts';
import { checkedRender } from './checked-renderer.ts';

export interface RendererSpec {
  /** `abcjs`, `abc2midi`, or the `file:` URL of a module that exports `render(abc, options): Rendering` and `version`. */
  name: string;
  chords: boolean;
  /** Beats a minute in place of the tune's own. */
  tempo?: number | undefined;
  /** Tunes that abcjs's staccato makes invalid are rendered with staccato as abcjs means it (`validRendering`) instead of left out. */
  repairStaccato?: boolean;
}
export const RENDERER_SPEC_DEFAULTS = { name: RENDERER, chords: false } as const satisfies RendererSpec;

export interface Renderer {
  name: string;
  version: string;
  render(abc: string): Rendering;
}

export async function openRenderer(spec: RendererSpec): Promise<Renderer> {
  const { name, chords, tempo, repairStaccato = false } = spec;
  if (name === RENDERER) {
    const options = { chords, tempo };
    const render = repairStaccato
      ? (abc: string) => validRendering(abc, checkedRender, options)
      : (abc: string) => checkedRender(abc, options);
    return { name, version: RENDERER_VERSION, render };
  }
  if (repairStaccato)
    throw new BgptError(
      'usage/invalid-option',
      '--mend-staccato repairs what abcjs writes, no other renderer',
    );
  if (name === 'abc2midi') {
    if (tempo !== undefined)
      throw new BgptError(
        'usage/invalid-option',
        'abc2midi takes the tempo from the tune: --tempo is for abcjs',
      );
    return { name, version: abc2midiVersion(), render: (abc) => abc2midi(abc, { chords }) };
  }
  if (!name.startsWith('file:'))
    throw new BgptError('usage/invalid-option', `unknown renderer "${name}": abcjs or abc2midi`);
  try {
    const module = await import(name);
    return {
      name: name.split('/').at(-1)!,
      version: String(module.version),
      render: (abc) => module.render(abc, spec),
    };
  } catch (thrown) {
    throw new BgptError('teacher/not-found', `cannot load the renderer ${name}: ${messageOf(thrown)}`);
  }
}
