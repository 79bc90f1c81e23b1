/** The page: three views behind tabs. What a view needs beyond the first one is loaded when it is opened. */
import { byId } from './dom.ts';
import { silence } from './parts/player.ts';
import { tabs } from './tabs.ts';
import { abcToMidi } from './views/abc-to-midi.ts';

const tune = abcToMidi();

tabs(byId('tab-abc-to-midi').parentElement!, {
  onLeave: silence,
  onOpen: {
    'view-midi-to-abc': async () => (await import('./views/midi-to-abc.ts')).midiToAbc(tune),
    'view-bits': async () => (await import('./views/bits.ts')).bits(tune),
  },
});

// the site works without a network from its second visit on; where that is refused it works with one
if (import.meta.env.PROD)
  addEventListener('load', () => void navigator.serviceWorker?.register('./sw.js').catch(() => undefined));
