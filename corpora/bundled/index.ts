/**
 * The bundled tunes: short, traditional or by authors long dead, typed from memory for this project, one musical feature each.
 * They are in the public domain. `file` is the name in this folder without `.abc`.
 */
export interface BundledTune {
  file: string;
  title: string;
  /** The feature that the tune is here for. */
  shows: string;
}

export const BUNDLED: readonly BundledTune[] = [
  {
    file: 'twinkle',
    title: 'Twinkle, Twinkle, Little Star',
    shows: 'The least a tune needs: four header fields and plain crotchets.',
  },
  { file: 'frere-jacques', title: 'Frère Jacques', shows: 'Low octave (`G,`) and halved lengths (`G/`).' },
  { file: 'row-your-boat', title: 'Row, Row, Row Your Boat', shows: '6/8: two dotted beats in a bar.' },
  {
    file: 'mary-had-a-little-lamb',
    title: 'Mary Had a Little Lamb',
    shows: 'Lyrics under the notes (`w:`).',
  },
  { file: 'london-bridge', title: 'London Bridge', shows: 'Broken rhythm (`G>A`).' },
  { file: 'yankee-doodle', title: 'Yankee Doodle', shows: '2/4, two repeated parts.' },
  { file: 'au-clair-de-la-lune', title: 'Au clair de la lune', shows: 'Only the first part is repeated.' },
  {
    file: 'kesh-jig',
    title: 'The Kesh',
    shows: 'A double jig: running quavers, two parts of eight bars, `:|` and `|:` on one line.',
  },
  {
    file: 'wind-that-shakes-the-barley',
    title: 'The Wind That Shakes the Barley',
    shows: 'A reel in cut time (`C|`).',
  },
  { file: 'drowsy-maggie', title: 'Drowsy Maggie', shows: 'Dorian mode (`K:Edor`).' },
  { file: 'old-joe-clark', title: 'Old Joe Clark', shows: 'Mixolydian mode (`K:Amix`). A plain setting.' },
  {
    file: 'drunken-sailor',
    title: 'What Shall We Do with the Drunken Sailor',
    shows: 'Dorian again, in D: a sea song with repeated notes.',
  },
  { file: 'scarborough-fair', title: 'Scarborough Fair', shows: '3/4 with rests at the beginning of bars.' },
  {
    file: 'greensleeves',
    title: 'Greensleeves',
    shows: 'Minor with raised sixth and seventh; first and second ending.',
  },
  {
    file: 'amazing-grace',
    title: 'Amazing Grace',
    shows: 'Ties over bar lines; the upbeat is made up for by the last bar.',
  },
  {
    file: 'old-hundredth',
    title: 'Old Hundredth',
    shows: 'Half notes as the unit (`L:1/2`) and fermatas (`H`).',
  },
  { file: 'ode-to-joy', title: 'Ode to Joy', shows: 'Chord symbols; a tempo with a word.' },
  { file: 'god-save-the-king', title: 'God Save the King', shows: 'Phrases of six and eight bars.' },
  { file: 'silent-night', title: 'Silent Night', shows: 'A slow tempo on dotted crotchets (`Q:3/8=50`).' },
  { file: 'auld-lang-syne', title: 'Auld Lang Syne', shows: 'Two titles; an upbeat.' },
  {
    file: 'god-rest-you-merry',
    title: 'God Rest You Merry, Gentlemen',
    shows: 'Natural minor, upbeats throughout.',
  },
  {
    file: 'good-king-wenceslas',
    title: 'Good King Wenceslas',
    shows: 'Seventeen bars: a length that is no power of two.',
  },
  {
    file: 'three-blind-mice',
    title: 'Three Blind Mice',
    shows: 'Long notes and short ones together; a bar that repeats with one note changed.',
  },
  {
    file: 'frere-jacques-round',
    title: 'Frère Jacques, as a round',
    shows: 'Two voices: a round, the second enters two bars later.',
  },
  {
    file: 'pop-goes-the-weasel',
    title: 'Pop! Goes the Weasel',
    shows: 'A repeat with an upbeat: the last bar is short by it.',
  },
  {
    file: 'irish-washerwoman',
    title: 'The Irish Washerwoman',
    shows: 'An upbeat of two semiquavers; each part has its own.',
  },
  { file: 'jesu-joy', title: "Jesu, Joy of Man's Desiring", shows: '9/8: three groups of three.' },
  { file: 'harvest-home', title: 'The Harvest Home', shows: 'Triplets (`(3efe`) among dotted pairs.' },
  { file: 'clementine', title: 'Oh My Darling, Clementine', shows: 'One flat, dotted upbeats, 3/4.' },
  { file: 'deck-the-halls', title: 'Deck the Halls', shows: 'A natural sign against the key (`=B` in F).' },
  {
    file: 'hot-cross-buns',
    title: 'Hot Cross Buns, in two keys',
    shows: 'A change of key on a line of its own (`K:D`).',
  },
  {
    file: 'twelve-days',
    title: 'The Twelve Days of Christmas, first two',
    shows: 'Changes of metre inside a line (`[M:3/4]`).',
  },
  { file: 'lightly-row', title: 'Lightly Row', shows: 'Double stops (`[DA]`).' },
  {
    file: 'bobby-shafto',
    title: 'Bobby Shafto',
    shows: 'Grace notes, the Scotch snap (`G<G`) and semiquavers as the unit (`L:1/16`).',
  },
  { file: 'minuet-in-g', title: 'Minuet in G', shows: 'Slurs, and a trill (`T`).' },
  {
    file: 'londons-burning',
    title: "London's Burning",
    shows: 'Staccato dots, slow enough that the renderer plays them right.',
  },
  { file: 'la-folia', title: 'La Folia', shows: '3/2, with the leading note raised.' },
  { file: 'korobeiniki', title: 'Korobeiniki', shows: 'A rest on the beat inside the phrase.' },
  { file: 'sakura', title: 'Sakura', shows: 'A five-note scale with half-tones; fourteen bars.' },
  {
    file: 'joy-to-the-world',
    title: 'Joy to the World',
    shows: "High octave marks (`c'`) and a scale down a whole octave.",
  },
  {
    file: 'skip-to-my-lou',
    title: 'Skip to My Lou',
    shows: 'Comments in header and tune (`%`), a directive, an instruction to the player.',
  },
  { file: 'oh-susanna', title: 'Oh! Susanna', shows: 'Lines joined by a backslash.' },
  {
    file: 'fur-elise',
    title: 'Für Elise',
    shows: '3/8 in semiquavers; an accidental taken back in its bar (`=d`).',
  },
  {
    file: 'soldiers-joy',
    title: "Soldier's Joy, first strain",
    shows: 'Endings with brackets (`[1`, `[2`); bowings (`u`, `v`).',
  },
];
