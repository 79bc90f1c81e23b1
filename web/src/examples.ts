/** The bundled tunes, in the page. */
import { BUNDLED } from '../../corpora/bundled/index.ts';

const TEXTS = import.meta.glob<string>('../../corpora/bundled/*.abc', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const EXAMPLES = BUNDLED.map(({ file, title, shows }) => ({
  file,
  title,
  shows,
  abc: TEXTS[`../../corpora/bundled/${file}.abc`]!,
}));

export const FIRST_EXAMPLE = 'kesh-jig';
