import { documents, type ProjectedEvent } from '../../platform/projections/documents.js';
import { refiled } from '../../platform/read-side/filed-ordinals.js';
import { firstColumns, sortKey, touched } from '../../platform/read-side/record-row.js';
import { rowSources } from '../../platform/read-side/row-sources.js';
import { originalOf } from '../../kernel/localized-text.js';
import {
  checkedQuotation,
  draftedContent,
  editionContent,
  isWriting,
  written,
  type CaseStudyContent,
  type WritingEvent,
} from '../domain/case-study.content.js';
import type { CaseStudyEvent } from '../domain/case-study.events.js';
import { CaseStudyRow } from './case-study.entity.js';
import { caseStudySatellites, conceptsOf } from './case-study.satellites.js';

type Data<Type extends CaseStudyEvent['type']> = Extract<CaseStudyEvent, { type: Type }>['data'];
type Projected = ProjectedEvent<CaseStudyEvent>;
type Writing = Projected & Exclude<WritingEvent, { type: 'CaseStudyDrafted' }>;

const sources = [
  ...rowSources,
  ...[
    './case-study.entity.js',
    './case-study.satellites.js',
    '../domain/case-study.events.js',
    '../domain/case-study.fields.js',
    '../domain/case-study.upcasters.js',
    '../domain/case-study.content.js',
    '../../kernel/values.js',
    '../../platform/read-side/filed-ordinals.js',
  ].map((path) => new URL(path, import.meta.url)),
  new URL(import.meta.url),
];

export const caseStudyDocuments = documents<CaseStudyRow, CaseStudyEvent>({
  category: 'caseStudy',
  entity: CaseStudyRow,
  fold(row, event) {
    if (event.type === 'CaseStudyDrafted') return drafted(event.data, event);
    return row && { ...row, ...changes(row, event), ...touched(event) };
  },
  satellites: caseStudySatellites,
  indexes: new URL('./case-study.indexes.sql', import.meta.url),
  sources,
});

function drafted(data: Data<'CaseStudyDrafted'>, event: Projected): CaseStudyRow {
  const content = draftedContent(data);
  return {
    ...firstColumns(event),
    fictional: data.fictional ?? false,
    status: 'active',
    working: 'draft',
    submissions: 0,
    ever_writers: [data.by],
    organization: data.organization,
    content,
    filed_ordinals: refiled({}, conceptsOf(content), event.ordinal),
    claim_ordinals: {},
    evidence_ordinals: {},
    submitted_note: null,
    requested_changes: null,
    notices: [],
    editions: [],
    edition_number: null,
    published_title_sort: null,
    first_public_ordinal: null,
    public_ordinal: null,
    public_revision: null,
    first_public_at: null,
    public_at: null,
  };
}

function changes(row: CaseStudyRow, event: Projected): Partial<CaseStudyRow> {
  if (event.type === 'CaseStudyDrafted') return {};
  if (isWriting(event)) return writtenIn(row, event);
  switch (event.type) {
    case 'QuotationChecked':
      return row.content ? { content: checkedQuotation(row.content, event.data) } : {};
    case 'ReviewRequested':
      return submitted(row, event.data);
    case 'ChangesRequested':
      return { working: 'draft', requested_changes: event.data.comment, submitted_note: null };
    case 'CaseStudyApproved':
      return { working: 'approved' };
    case 'EditionPublished':
      return published(row, event.data, event);
    case 'CaseStudyRetracted':
      return {
        status: 'retracted',
        working: null,
        requested_changes: null,
        notices: [...row.notices, { kind: 'retracted', at: event.recordedAt, reason: event.data.reason }],
        ...madePublic(row, event),
      };
    case 'CaseStudyWithheld':
      return {
        status: 'withheld',
        working: null,
        // Nor can it be found by whose it was.
        organization: '',
        notices: [...row.notices, { kind: 'withheld', at: event.recordedAt, reason: event.data.reason }],
        content: null,
        filed_ordinals: {},
        claim_ordinals: {},
        evidence_ordinals: {},
        submitted_note: null,
        requested_changes: null,
        // The editions stay as places of citations; their notes are text as well.
        editions: row.editions.map((edition) => ({
          ...edition,
          note: null,
          content: null,
          filed_ordinals: {},
        })),
        published_title_sort: row.published_title_sort === null ? null : '',
        ...madePublic(row, event),
      };
    default:
      return event satisfies never;
  }
}

function writtenIn(row: CaseStudyRow, event: Writing): Partial<CaseStudyRow> {
  // Nothing is written in what was withheld.
  if (row.content === null) return {};
  const content = written(row.content, event);
  const { by } = event.data;
  return {
    content,
    working: 'draft',
    submitted_note: null,
    organization: content.organization,
    ever_writers: withOne(row.ever_writers, by),
    evidence_ordinals: attachedAt(row, event),
    ...(event.type === 'CaseStudyClassified' && {
      filed_ordinals: refiled(row.filed_ordinals, conceptsOf(content), event.ordinal),
    }),
    ...(event.type === 'ClaimAdded' && {
      claim_ordinals: { ...row.claim_ordinals, [event.data.claimId]: event.ordinal },
    }),
  };
}

/** A note is content: whoever gives one has written. */
function submitted(row: CaseStudyRow, { note, by }: Data<'ReviewRequested'>): Partial<CaseStudyRow> {
  return {
    working: 'inReview',
    submissions: row.submissions + 1,
    requested_changes: null,
    submitted_note: note ?? null,
    ...(note && { ever_writers: withOne(row.ever_writers, by) }),
  };
}

/** When each piece of evidence was attached; that of detached ones too, since editions may have them. */
function attachedAt({ evidence_ordinals: before }: CaseStudyRow, event: Writing) {
  if (event.type === 'EvidenceAttached')
    return { ...before, [event.data.evidence.evidenceId]: event.ordinal };
  if (event.type !== 'ClaimAdded') return before;
  const added = (event.data.evidence ?? []).map(({ evidenceId }) => [evidenceId, event.ordinal] as const);
  return { ...before, ...Object.fromEntries(added) };
}

function withOne(list: string[], one: string): string[] {
  return list.includes(one) ? list : [...list, one];
}

function published(
  row: CaseStudyRow,
  { number, note }: Data<'EditionPublished'>,
  event: Projected,
): Partial<CaseStudyRow> {
  if (row.content === null) return {};
  const edition = {
    number,
    published_at: event.recordedAt,
    ordinal: event.ordinal,
    note: note ?? null,
    content: editionContent(row.content),
    filed_ordinals: row.filed_ordinals,
  };
  return {
    working: null,
    submitted_note: null,
    editions: [...row.editions, edition],
    edition_number: number,
    published_title_sort: titleSort(row.content),
    ...madePublic({ ...row, edition_number: number }, event),
  };
}

/** Readers learn of an event: of a case study without an edition they learn nothing. */
function madePublic(row: CaseStudyRow, event: Projected): Partial<CaseStudyRow> {
  if (row.edition_number === null) return {};
  return {
    public_ordinal: event.ordinal,
    public_revision: event.revision,
    public_at: event.recordedAt,
    ...(row.first_public_ordinal === null && {
      first_public_ordinal: event.ordinal,
      first_public_at: event.recordedAt,
    }),
  };
}

function titleSort({ title }: CaseStudyContent): string {
  return sortKey(originalOf(title)!.text.text);
}
