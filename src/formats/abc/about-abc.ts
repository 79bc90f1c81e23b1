/** What an ABC file tells the file behind it: the words of its first title, their bytes as characters. */
import type { About, Fold } from '../format.ts';
import { latin1 } from '../text.ts';

export interface TitleReading {
  readonly title: string;
  readonly reading: 'before title' | 'title' | 'after title';
  readonly atLineStart: boolean;
}

export const aboutAbc: Fold<TitleReading, About> = {
  start: () => ({ title: '', reading: 'before title', atLineStart: true }),
  next(before, patch) {
    if (before.reading === 'after title') return before;
    const text = latin1(patch);
    const begins = before.reading === 'before title' && before.atLineStart && text.startsWith('T:');
    const atLineStart = text.endsWith('\n');
    if (!begins && before.reading === 'before title') return { ...before, atLineStart };
    const title = before.title + (begins ? text.slice(2).trimStart() : text);
    return { title, reading: atLineStart ? 'after title' : 'title', atLineStart };
  },
  value: ({ title }) => ({ title }),
};
