import type { LocalizedText } from '../../../kernel/localized-text.js';
import type { Mapping } from '../../domain/concept-scheme.events.js';

/** A concept as it stands. */
export interface ExistingConcept {
  readonly code: string;
  readonly label: LocalizedText;
  readonly definition?: LocalizedText;
  readonly alternativeLabels: readonly { readonly language: string; readonly text: string }[];
  readonly broader: readonly string[];
  readonly uri?: string;
  readonly mappings: readonly Mapping[];
  readonly status: 'active' | 'deprecated' | 'merged';
  readonly successor?: string;
}

/** A scheme as it stands. */
export interface ExistingScheme {
  readonly code: string;
  readonly uri?: string;
  /** Of its stream: part of the keys of what is said about it, so that a value that comes back is written again. */
  readonly revision: number;
  readonly title: LocalizedText;
  readonly concepts: ReadonlyMap<string, ExistingConcept>;
}

/** What an import has to know of the schemes that are there. */
export interface ExistingSchemes {
  byCode(code: string): Promise<ExistingScheme | null>;
}
