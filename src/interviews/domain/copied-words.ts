/** Words of a passage, at least, that make a text a copy of it: fewer are anybody's. */
export const copiedFrom = 5;

/** A text as its words alone: what case, white space, quotes, apostrophes and other marks make of it does not count. */
export function wordsOf(text: string): string {
  const words =
    text
      .normalize('NFKC')
      .toLowerCase()
      .match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return ` ${words.join(' ')} `;
}

/** Whether a passage has enough words to be recognized. */
export function isRecognizable(passage: string): boolean {
  return passage.split(/\s+/u).filter((word) => /[\p{L}\p{N}]/u.test(word)).length >= copiedFrom;
}

/** Index of the first text that holds the words of the passage; -1 where none does. @param texts as {@link wordsOf} gives them */
export function copyOf(passage: string, texts: readonly string[]): number {
  if (!isRecognizable(passage)) return -1;
  const words = wordsOf(passage);
  return texts.findIndex((text) => text.includes(words));
}
