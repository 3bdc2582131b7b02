import { omit } from '../../kernel/values.js';
import {
  checkedQuotation,
  draftedContent,
  editionContent,
  isWriting,
  written,
  type CaseStudyContent,
  type WritingEvent,
} from './case-study.content.js';
import type { CaseStudyEvent } from './case-study.events.js';
import type { Evidence } from './case-study.fields.js';

type DataOf<Type extends CaseStudyEvent['type']> = Extract<CaseStudyEvent, { type: Type }>['data'];
type WithoutBy<Data> = Data extends { by: string } ? Omit<Data, 'by'> : never;

/** Where the next edition stands on its way. */
export type WorkingState = 'draft' | 'inReview' | 'approved';

export interface Edition {
  readonly number: number;
  readonly note?: DataOf<'EditionPublished'>['note'];
  /** What it says, for ever. */
  readonly content: CaseStudyContent;
  /** Who wrote since the approval before, and who approved that. */
  readonly writers: readonly string[];
  readonly approvedBy: string;
}

export interface CaseStudy {
  readonly status: 'active' | 'retracted' | 'withheld';
  /** As it was drafted: drafting it again with this content is a repeat. */
  readonly drafted: WithoutBy<DataOf<'CaseStudyDrafted'>>;
  /** What the next edition says; the same as the last edition, while nobody has written since. */
  readonly content: CaseStudyContent;
  /** Null while the last edition says all that there is. */
  readonly working: WorkingState | null;
  /** How often it was submitted for review. */
  readonly submissions: number;
  /** Who wrote since the last approval that stands. */
  readonly writers: readonly string[];
  /** Who wrote since the last edition: when a review sends it back, no earlier approval counts any more. */
  readonly unpublishedWriters: readonly string[];
  /** Everyone who ever wrote in it. */
  readonly everWriters: readonly string[];
  /** Who approved the content as it stands. */
  readonly approvedBy?: string;
  /** The comment with which changes were requested, until it is submitted again. */
  readonly requestedChanges?: string;
  /** What the edition is to say of itself, as it was submitted. */
  readonly submittedNote?: DataOf<'ReviewRequested'>['note'];
  /** The last edition. */
  readonly published?: Edition;
  /** By claim id, as it was added: adding it again with this content is a repeat. */
  readonly addedClaims: Readonly<Record<string, WithoutBy<DataOf<'ClaimAdded'>>>>;
  /** By evidence id, all that was ever attached, the detached too. */
  readonly attached: Readonly<
    Record<string, { readonly claimId: string; readonly evidence: Evidence; readonly by: string }>
  >;
}

export type CaseStudyState = { readonly status: 'absent' } | CaseStudy;

export function evolveCaseStudy(state: CaseStudyState, event: CaseStudyEvent): CaseStudyState {
  if (event.type === 'CaseStudyDrafted') return drafted(event.data);
  if (state.status === 'absent') return state;
  if (isWriting(event)) return writtenIn(state, event);
  switch (event.type) {
    case 'QuotationChecked':
      return { ...state, content: checkedQuotation(state.content, event.data) };
    case 'ReviewRequested':
      return submitted(state, event.data);
    case 'ChangesRequested':
      return {
        ...omit(state, 'approvedBy', 'submittedNote'),
        working: 'draft',
        writers: state.unpublishedWriters,
        requestedChanges: event.data.comment,
      };
    case 'CaseStudyApproved':
      return { ...state, working: 'approved', approvedBy: event.data.by };
    case 'EditionPublished':
      return published(state, event.data);
    case 'CaseStudyRetracted':
      return { ...state, status: 'retracted' };
    case 'CaseStudyWithheld':
      return { ...state, status: 'withheld' };
    default:
      return event satisfies never;
  }
}

function drafted(data: DataOf<'CaseStudyDrafted'>): CaseStudy {
  return {
    status: 'active',
    drafted: omit(data, 'by'),
    content: draftedContent(data),
    working: 'draft',
    submissions: 0,
    writers: [data.by],
    unpublishedWriters: [data.by],
    everWriters: [data.by],
    addedClaims: {},
    attached: {},
  };
}

/** Whoever writes makes it a draft again: what was submitted or approved is not what stands now. */
function writtenIn(state: CaseStudy, event: Exclude<WritingEvent, { type: 'CaseStudyDrafted' }>): CaseStudy {
  const { by } = event.data;
  // An approval stands for all that was written before it.
  const since = state.approvedBy === undefined ? state.writers : [];
  return {
    ...omit(remembered(state, event), 'approvedBy', 'submittedNote'),
    content: written(state.content, event),
    working: 'draft',
    writers: withOne(since, by),
    unpublishedWriters: withOne(state.unpublishedWriters, by),
    everWriters: withOne(state.everWriters, by),
  };
}

/** A note is content: whoever gives one has written. */
function submitted(state: CaseStudy, { note, by }: DataOf<'ReviewRequested'>): CaseStudy {
  return {
    ...omit(state, 'requestedChanges', 'submittedNote'),
    working: 'inReview',
    submissions: state.submissions + 1,
    ...(note && {
      submittedNote: note,
      writers: withOne(state.writers, by),
      unpublishedWriters: withOne(state.unpublishedWriters, by),
      everWriters: withOne(state.everWriters, by),
    }),
  };
}

function remembered(state: CaseStudy, event: WritingEvent): CaseStudy {
  if (event.type === 'ClaimAdded') {
    const { by, ...claim } = event.data;
    const attached = (claim.evidence ?? []).map(
      (evidence) => [evidence.evidenceId, { claimId: claim.claimId, evidence, by }] as const,
    );
    return {
      ...state,
      addedClaims: { ...state.addedClaims, [claim.claimId]: claim },
      attached: { ...state.attached, ...Object.fromEntries(attached) },
    };
  }
  if (event.type === 'EvidenceAttached') {
    const { claimId, evidence, by } = event.data;
    return { ...state, attached: { ...state.attached, [evidence.evidenceId]: { claimId, evidence, by } } };
  }
  return state;
}

function published(state: CaseStudy, { number, note }: DataOf<'EditionPublished'>): CaseStudy {
  return {
    ...omit(state, 'submittedNote'),
    working: null,
    unpublishedWriters: [],
    published: {
      number,
      ...(note && { note }),
      content: editionContent(state.content),
      writers: state.writers,
      approvedBy: state.approvedBy ?? '',
    },
  };
}

function withOne(list: readonly string[], one: string): readonly string[] {
  return list.includes(one) ? list : [...list, one];
}
