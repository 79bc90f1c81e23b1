/** In which order a voice is played: repeats and endings written out as abcjs's `Repeats` does it, misprints included. */
import { notPlain } from './not-plain.ts';
import { BAR, type Section, type Voice } from './voice.ts';

/** Both ends count. */
interface Span {
  start: number;
  /** undefined: not yet known; a span that never learns it is empty. */
  end: number | undefined;
}

interface Passage {
  common: Span;
  /** By number, with gaps; none at all for a passage played once, an empty list for one played twice. */
  endings?: (Span | undefined)[];
}

/** Indexes of `voice.items`; `settings` as in `voiceOf`. */
export function playOrder({ items, sections: marks }: Voice, settings: number): number[] {
  const end = settings + items.length - 1;
  const sections = marks.slice();
  const last = sections.at(-1)!;
  if (last.type !== 'startRepeat' && last.index + 1 < end)
    sections.push({ type: 'startRepeat', index: last.index + 1 });
  const order: number[] = [];
  const play = ({ start, end: spanEnd }: Span): void => {
    let from = Math.max(start, 0);
    // abcjs throws where nothing stands behind the last ending
    if (from > end || (spanEnd ?? 0) > end) notPlain('repeat of nothing');
    const barBefore = order.length > 0 && items[order.at(-1)!] === BAR;
    if (barBefore && items[from - settings] === BAR) from++;
    for (let i = Math.max(from, settings); i <= (spanEnd ?? -1); i++) order.push(i - settings);
  };
  if (sections.length < 2) {
    play({ start: 0, end });
    return order;
  }
  for (const { common, endings } of passages(sections, end)) {
    if (endings && endings.length > 0) {
      for (const ending of endings) {
        if (!ending) continue;
        play(common);
        if (ending.start > 0) play(ending);
      }
      continue;
    }
    play(common);
    if (endings) play(common);
  }
  return order;
}

function passages(sections: readonly Section[], end: number): Passage[] {
  const done: Passage[] = [];
  let now: Passage | undefined;
  const close = (passage: Passage, at: number) => {
    if (!passage.common.end) passage.common.end = at;
  };
  for (const [i, section] of sections.entries()) {
    switch (section.type) {
      case 'startRepeat':
        if (now) {
          close(now, section.index);
          for (const ending of now.endings ?? [])
            if (ending && !ending.end && ending.start !== section.index) ending.end = section.index;
          // after :| the passage is played once more, but has no ending for it
          if (sections[i - 1]!.type === 'endRepeat' && now.endings?.length)
            now.endings.push({ start: -1, end: -1 });
          done.push(now);
          const used = (now.endings ?? []).reduce(
            (most, ending) => (ending ? Math.max(most, ending.end ?? Number.NaN) : most),
            now.common.end!,
          );
          if (used < section.index - 1) done.push({ common: { start: used + 1, end: section.index } });
        }
        now = { common: { start: section.index, end: undefined } };
        break;
      case 'startEnding':
        close(now!, section.index);
        now!.endings ??= [];
        for (const number of section.endings)
          now!.endings[number] = { start: section.index + 1, end: undefined };
        break;
      case 'endRepeat':
        now!.endings ??= [];
        for (const ending of now!.endings) if (ending && !ending.end) ending.end = section.index;
        close(now!, section.index);
        break;
    }
  }
  close(now!, end);
  for (const ending of now!.endings ?? []) if (ending && !ending.end) ending.end = end;
  done.push(now!);
  return done;
}
