/** Tabs as the ARIA practices have them: one stop of the tab key, arrows between them. */
import { byId } from './dom.ts';

export interface TabsOptions {
  onLeave: () => void;
  /** By the id of a view: called once, when it is first shown. */
  onOpen: Record<string, () => Promise<void>>;
}

export function tabs(list: HTMLElement, { onLeave, onOpen }: TabsOptions): void {
  const all = [...list.querySelectorAll<HTMLButtonElement>('[role=tab]')];
  const opened = new Set<string>();
  const select = (chosen: HTMLButtonElement) => {
    onLeave();
    for (const tab of all) {
      const on = tab === chosen;
      tab.setAttribute('aria-selected', String(on));
      tab.tabIndex = on ? 0 : -1;
      byId(tab.getAttribute('aria-controls')!).hidden = !on;
    }
    const view = chosen.getAttribute('aria-controls')!;
    if (!opened.has(view)) void onOpen[view]?.();
    opened.add(view);
  };
  for (const [i, tab] of all.entries()) {
    tab.addEventListener('click', () => select(tab));
    tab.addEventListener('keydown', (event) => {
      const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: all.length - 1 }[event.key];
      const next = to === undefined ? undefined : all.at(to % all.length);
      if (!next) return;
      event.preventDefault();
      next.focus();
      select(next);
    });
  }
}
