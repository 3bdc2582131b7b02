import type { EntityTarget, ObjectLiteral } from 'typeorm';
import { originalOf } from '../../kernel/localized-text.js';
import { conceptKey } from '../../platform/read-side/filed-ordinals.js';
import { sortKey } from '../../platform/read-side/record-row.js';
import { searchTexts } from '../../platform/read-side/search-row.js';
import type { CaseStudyContent, Claim } from '../domain/case-study.content.js';
import { sectionNames } from '../domain/case-study.fields.js';
import {
  CaseStudyByConceptRow,
  CaseStudyByReferenceRow,
  CaseStudyClaimRow,
  CaseStudyEditionRow,
  CaseStudyEvidenceRow,
  CaseStudyLinkRow,
  CaseStudySearchRow,
  CaseStudyWorkingByConceptRow,
  CaseStudyWorkingByReferenceRow,
  CaseStudyWorkingClaimRow,
  CaseStudyWorkingEvidenceRow,
  CaseStudyWorkingLinkRow,
  CaseStudyWorkingRow,
  CaseStudyWorkingSearchRow,
  type CaseStudyRow,
} from './case-study.entity.js';

/** The number under which the claims of the working content stand. */
export const WORKING = 0;

/** Keys of all concepts that a content is filed under. */
export function conceptsOf(content: CaseStudyContent): string[] {
  const { missions, digitalUses, sectors, characteristics } = content;
  return [
    ...missions.map((code) => conceptKey('social-missions', code)),
    ...digitalUses.map((code) => conceptKey('digital-uses', code)),
    ...sectors.map((code) => conceptKey('sectors', code)),
    ...characteristics.map((code) => conceptKey('distinctive-characteristics', code)),
  ];
}

const publishedContent = ({ editions }: CaseStudyRow) => editions.at(-1)?.content ?? null;

const satellite = <Row extends ObjectLiteral>(
  entity: EntityTarget<Row>,
  rows: (row: CaseStudyRow) => readonly Row[],
) => ({ entity, rows });

/**
 * Two sets of tables, one for each face: what readers find comes from the last edition alone, so that no word of a draft
 * is found, highlighted or counted for them.
 */
export const caseStudySatellites = [
  satellite(CaseStudyEditionRow, ({ id, editions }) => editions.map((edition) => ({ id, ...edition }))),
  satellite(CaseStudyByConceptRow, (row) =>
    byConcept(row.id, publishedContent(row), row.public_ordinal ?? 0),
  ),
  satellite(CaseStudyByReferenceRow, (row) => byReference(row.id, publishedContent(row))),
  satellite(CaseStudyLinkRow, (row) => links(row.id, publishedContent(row))),
  satellite(CaseStudySearchRow, (row) => searched(row.id, publishedContent(row))),
  satellite(CaseStudyClaimRow, (row) =>
    row.editions.flatMap(({ number, content }) => claims(row, number, content?.claims ?? [])),
  ),
  satellite(CaseStudyEvidenceRow, (row) =>
    row.editions.flatMap(({ number, content }) => evidence(row, number, content?.claims ?? [])),
  ),
  satellite(CaseStudyWorkingRow, (row) => [working(row)]),
  satellite(CaseStudyWorkingByConceptRow, (row) => byConcept(row.id, row.content, row.ordinal)),
  satellite(CaseStudyWorkingByReferenceRow, (row) => byReference(row.id, row.content)),
  satellite(CaseStudyWorkingLinkRow, (row) => links(row.id, row.content)),
  satellite(CaseStudyWorkingSearchRow, (row) => searched(row.id, row.content)),
  satellite(CaseStudyWorkingClaimRow, (row) => claims(row, WORKING, standing(row.content))),
  satellite(CaseStudyWorkingEvidenceRow, (row) => evidence(row, WORKING, standing(row.content))),
];

function working(row: CaseStudyRow): CaseStudyWorkingRow {
  const { id, revision, recorded_ordinal, ordinal, recorded_at, updated_at, fictional } = row;
  const { status, ever_writers, organization, edition_number, requested_changes, content, filed_ordinals } =
    row;
  return {
    ...{ id, revision, recorded_ordinal, ordinal, recorded_at, updated_at, fictional },
    ...{ status, working: row.working, ever_writers, organization, edition_number, requested_changes },
    submissions: row.submissions,
    submitted_note: row.submitted_note,
    notices: row.notices,
    title_sort: content ? sortKey(originalOf(content.title)!.text.text) : '',
    content,
    filed_ordinals,
  };
}

function byConcept(id: string, content: CaseStudyContent | null, ordinal: number) {
  return content ? conceptsOf(content).map((concept) => ({ id, concept, ordinal })) : [];
}

function byReference(id: string, content: CaseStudyContent | null) {
  return (content?.externalReferences ?? []).map(({ system, id: reference }) => ({ id, system, reference }));
}

function links(id: string, content: CaseStudyContent | null) {
  return content ? [...content.initiatives, ...content.sources].map((target) => ({ id, target })) : [];
}

function searched(id: string, content: CaseStudyContent | null) {
  if (!content) return [];
  const sections = sectionNames.map((name) => content.sections[name] ?? null);
  const names = content.authors.map(({ family, given, literal }) => literal ?? `${given ?? ''} ${family}`);
  const statements = standing(content).map(({ statement }) => statement);
  return [{ id, ...searchTexts([content.title], [...sections, ...statements, ...names]) }];
}

/** The claims of the working content that were not retracted. */
function standing(content: CaseStudyContent | null): readonly Claim[] {
  return content?.claims.filter(({ retracted }) => !retracted) ?? [];
}

function claims({ id, claim_ordinals }: CaseStudyRow, edition: number, all: readonly Claim[]) {
  return all.map(({ claimId, section, confidence, statement }) => ({
    id,
    edition,
    claim_id: claimId,
    ordinal: claim_ordinals[claimId] ?? 0,
    section: section ?? null,
    confidence,
    statement,
  }));
}

function evidence({ id, evidence_ordinals }: CaseStudyRow, edition: number, all: readonly Claim[]) {
  return all.flatMap((claim) =>
    claim.evidence.map((one) => ({
      id,
      edition,
      evidence_id: one.evidenceId,
      claim_id: claim.claimId,
      stance: one.stance,
      kind: one.kind,
      target: one.source ?? one.figure ?? one.initiative ?? one.interviewNote ?? '',
      outcome_id: one.outcomeId ?? null,
      coding_id: one.codingId ?? null,
      participants: [...(one.passage?.participants ?? [])],
      ordinal: evidence_ordinals[one.evidenceId] ?? 0,
    })),
  );
}
