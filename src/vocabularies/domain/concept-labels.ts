import type { Map as PersistentMap } from 'immutable';
import { DomainError } from '../../kernel/errors.js';

/** The code of the active concept that bears a label, by {@link labelKey}. */
export type LabelIndex = PersistentMap<string, string>;

/** What of a concept its place in the index follows from. */
interface Labelled {
  readonly code: string;
  readonly label: Readonly<Record<string, { readonly text: string }>>;
  readonly broader: readonly string[];
  readonly status: string;
}

/** The top concepts are siblings, as are the concepts below one broader concept. */
const TOP = '';

/**
 * Labels that a reader takes for the same compare equal: NFKC, case-folded, white space collapsed.
 * JavaScript has no case folding; upper case and back comes to the same for `ß` and the final sigma.
 */
export function foldLabel(text: string): string {
  return text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** Neither codes nor language tags contain a line break. */
function labelKey(parent: string, language: string, text: string): string {
  return `${parent}\n${language}\n${foldLabel(text)}`;
}

function* keysOf({
  label,
  broader,
}: Pick<Labelled, 'label' | 'broader'>): Generator<[key: string, language: string]> {
  for (const parent of broader.length > 0 ? broader : [TOP]) {
    for (const [language, { text }] of Object.entries(label))
      yield [labelKey(parent, language, text), language];
  }
}

/** The index with an active concept's labels; any other status holds no label. */
export function indexed(labels: LabelIndex, concept: Labelled): LabelIndex {
  if (concept.status !== 'active') return labels;
  let next = labels;
  for (const [key] of keysOf(concept)) next = next.set(key, concept.code);
  return next;
}

export function unindexed(labels: LabelIndex, concept: Labelled): LabelIndex {
  if (concept.status !== 'active') return labels;
  let next = labels;
  for (const [key] of keysOf(concept)) if (next.get(key) === concept.code) next = next.delete(key);
  return next;
}

/**
 * Among the active concepts that share a broader one, or among the top concepts, a label is borne once per language.
 * @param pathOf leads to what is wrong in the command's input
 * @param vacating code of a concept that leaves its place in the same decision
 * @throws LABEL_NOT_UNIQUE with `{language, label, sibling}`
 */
export function assertUnique(
  labels: LabelIndex,
  concept: Pick<Labelled, 'code' | 'label' | 'broader'>,
  pathOf: (language: string) => readonly (string | number)[],
  vacating?: string,
): void {
  for (const [key, language] of keysOf(concept)) {
    const sibling = labels.get(key);
    if (sibling === undefined || sibling === concept.code || sibling === vacating) continue;
    const label = concept.label[language]?.text;
    throw new DomainError(
      'LABEL_NOT_UNIQUE',
      `The concept "${sibling}" beside "${concept.code}" has the label "${label}" in "${language}" already`,
      pathOf(language),
      { language, label, sibling },
    );
  }
}
