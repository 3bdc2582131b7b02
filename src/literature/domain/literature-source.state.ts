import type { ExternalReference } from '../../kernel/fields.js';
import type { StreamId } from '../../kernel/ids.js';
import { patched } from '../../kernel/values.js';
import { normalizeDoi, type CslItem } from './csl.js';
import type { LiteratureSourceEvent, Retraction } from './literature-source.events.js';
import type { Reliability } from './reliability.js';

export type SourceId = StreamId<'literatureSource'>;
type Imported = Extract<LiteratureSourceEvent, { type: 'SourceImported' }>['data'];

/** What is known of a source, whatever became of it. */
export interface LiteratureSource {
  /** As it was imported: importing it again with this content is a repeat. */
  readonly imported: Imported;
  readonly csl: CslItem;
  /** Counts the replacements of the CSL data from 1. */
  readonly cslVersion: number;
  readonly language?: string;
  readonly reliability: Reliability;
  readonly externalReferences: readonly ExternalReference[];
  /** Sources from which somebody has told it apart. */
  readonly apart: readonly SourceId[];
}

export type ActiveSource = LiteratureSource & { readonly status: 'active' };
export type RetractedSource = LiteratureSource & {
  readonly status: 'retracted';
  readonly retraction: Retraction;
};
export type MergedSource = LiteratureSource & { readonly status: 'merged'; readonly into: SourceId };

export type LiteratureSourceState =
  { readonly status: 'absent' } | ActiveSource | RetractedSource | MergedSource;

/** The DOI that the source carries, normalized. */
export function doiOf(csl: CslItem): string | null {
  return csl.DOI === undefined ? null : normalizeDoi(csl.DOI);
}

export function evolveLiteratureSource(
  state: LiteratureSourceState,
  event: LiteratureSourceEvent,
): LiteratureSourceState {
  if (event.type === 'SourceImported') return imported(event.data);
  if (state.status === 'absent') return state;
  switch (event.type) {
    case 'SourceCorrected':
      return {
        ...patched(state, event.data),
        cslVersion: state.cslVersion + (event.data.csl === undefined ? 0 : 1),
      };
    case 'SourceMerged':
      return { ...state, status: 'merged', into: event.data.into };
    case 'SourceRetracted':
      return { ...state, status: 'retracted', retraction: event.data };
    case 'SourceToldApart':
      return { ...state, apart: [...state.apart, event.data.other] };
    default:
      return event satisfies never;
  }
}

function imported(data: Imported): ActiveSource {
  return {
    status: 'active',
    imported: data,
    csl: data.csl,
    cslVersion: 1,
    language: data.language,
    reliability: data.reliability ?? 'unassessed',
    externalReferences: data.externalReferences ?? [],
    apart: [],
  };
}
