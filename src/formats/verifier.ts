/**
 * What judges a text while it is written. A verifier accepts or refuses; it never hints, masks or writes. It knows nothing of
 * models, and a decoder that asks one knows nothing of music: other conversions bring verifiers of their own.
 */
export interface Verifier {
  /**
   * Judges the finished parts of a text (bars, lines, records); what stands behind the last one is not looked at.
   * @param text all that is written so far. Offsets count its characters: decode bytes as Latin-1 to get offsets of bytes.
   * @param ended the text will not go on, so that its last part is finished, too
   */
  judge(text: string, ended?: boolean): Judgement;
}

/** How far a text is right, and whether it may go on (`Accepted`) or is to be cut at `end` (`Refused`). */
export type Judgement = Accepted | Refused;

interface Judged {
  /** Characters from the start that are right and finished; what is behind them may be taken back. */
  end: number;
  /** Finished parts up to there. */
  parts: number;
}

/** Every finished part is right. */
export interface Accepted extends Judged {
  ok: true;
  /** Nothing of the source is left to write: the text is to end here. */
  complete: boolean;
}

/** The part behind `end` is wrong, with the reason. */
export interface Refused extends Judged {
  ok: false;
  /** Of `VERIFIER_CODES` where notes are judged. */
  code: string;
  message: string;
}
