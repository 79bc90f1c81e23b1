/** Bundled tunes, and what an inattentive transcriber makes of them: the texts that peer-figures.json has figures of. */
export const TUNES = [
  'drowsy-maggie',
  'kesh-jig',
  'harvest-home',
  'soldiers-joy',
  'minuet-in-g',
  'greensleeves',
  'amazing-grace',
  'frere-jacques-round',
  'fur-elise',
  'old-joe-clark',
];

export const VARIANTS: Readonly<Record<string, (abc: string) => string>> = {
  same: (abc) => abc,
  'no repeats': (abc) => abc.replace(/\|:|:\|/g, '|').replace(/::/g, '|'),
  'other metre': (abc) => abc.replace(/^M:.*$/m, 'M:5/4'),
  'other unit': (abc) => abc.replace(/^L:.*$/m, 'L:1/32'),
  'relative minor': (abc) => abc.replace(/^K:.*$/m, 'K:Am'),
  'no accidentals': (abc) => abc.replace(/[\^_=](?=[A-Ga-g])/g, ''),
  'every fifth bar line lost': (abc) => {
    let n = 0;
    return abc.replace(/\|(?![:\]|])/g, (line) => (++n % 5 === 0 ? ' ' : line));
  },
  'long notes': (abc) => abc.replace(/([A-G])(?=[ |])/g, '$12'),
  'no tuplets': (abc) => abc.replace(/\(3/g, ''),
  'cut short': (abc) => abc.slice(0, Math.floor(abc.length * 0.7)),
  nothing: () => '',
};
