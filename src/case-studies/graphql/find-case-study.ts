import { gathered } from '../../platform/graphql/gathered.js';
import { moment } from '../../platform/graphql/record.type.js';
import type { RequestContext } from '../../platform/graphql/request-context.js';
import type { CaseStudyEditionRow } from '../read-model/case-study.entity.js';
import type { Face } from '../read-model/faces.js';
import {
  editionKey,
  loadEditions,
  loadEditionTexts,
  type CaseStudyFace,
  type FoundCaseStudy,
} from '../read-model/find-case-studies.js';
import { CaseStudyView, type NoticeView, type Shown } from './case-study.type.js';
import { ClaimView } from './claim.type.js';

export const editionsOf = gathered(loadEditions);
const editionText = gathered(loadEditionTexts);

/** What is found of a case study: by its last edition, or where there is none yet by what is being written. */
export function caseStudyView({ published, working_face: working }: FoundCaseStudy): CaseStudyView | null {
  if (published) return new CaseStudyView(published, 'published');
  return working && new CaseStudyView(working, 'working');
}

/** The record as whoever writes in it wants to see it after they said something. */
export function writtenView({ published, working_face: working }: FoundCaseStudy): CaseStudyView | null {
  if (working) return new CaseStudyView(working, 'working');
  return published && new CaseStudyView(published, 'published');
}

export async function findCaseStudy(id: string, { loaders }: RequestContext): Promise<CaseStudyView | null> {
  const found = await loaders.load<FoundCaseStudy>('caseStudy', id);
  return found && caseStudyView(found);
}

/** One face of a case study; null where there is none, or none that the viewer may see. */
export async function findFace(
  id: string,
  face: Face,
  { loaders }: RequestContext,
): Promise<CaseStudyView | null> {
  const found = await loaders.load<FoundCaseStudy>('caseStudy', id);
  const row = face === 'working' ? found?.working_face : found?.published;
  return row ? new CaseStudyView(row, face) : null;
}

/** What is said over the text; the reasons for those alone who see what is written. */
export async function noticesOf(
  { id, notices }: CaseStudyFace,
  context: RequestContext,
): Promise<NoticeView[]> {
  const seesReasons = (await findFace(id, 'working', context)) !== null;
  return notices.map(({ kind, at, reason }) => ({
    kind,
    at: moment(at),
    reason: seesReasons ? reason : null,
  }));
}

/** An edition with its text; null where there is none that the viewer may see. */
export function findEdition(
  id: string,
  number: number,
  context: RequestContext,
): Promise<CaseStudyEditionRow | null> {
  return editionText(context, editionKey(id, number));
}

export async function shownEdition(id: string, number: number, context: RequestContext): Promise<Shown> {
  const row = await findEdition(id, number, context);
  return {
    id,
    face: 'published',
    edition: number,
    content: row?.content ?? null,
    filed: row?.filed_ordinals ?? {},
  };
}

interface ClaimKey {
  readonly id: string;
  readonly edition: number;
  readonly claim_id: string;
}

/** Claims as their rows name them, each with the content that it stands in: one statement for all. */
export async function listedClaims(
  face: Face,
  keys: readonly ClaimKey[],
  context: RequestContext,
): Promise<ClaimView[]> {
  const shown = await Promise.all(
    keys.map(async ({ id, edition }) => {
      if (face === 'published') return shownEdition(id, edition, context);
      return (await findFace(id, face, context))?.shown ?? null;
    }),
  );
  return keys.map(({ id, claim_id: claimId }, index) => {
    const content = shown[index]?.content;
    const claim = content?.claims.find((one) => one.claimId === claimId);
    // Both come from one snapshot, the row and the content that it was made from.
    if (!claim) throw new Error(`The claim ${claimId} of ${id} has a row and no content`);
    return new ClaimView(shown[index]!, claim);
  });
}
