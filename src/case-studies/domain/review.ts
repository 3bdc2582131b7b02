import { DomainError } from '../../kernel/errors.js';
import { sameJson } from '../../kernel/values.js';
import type { CaseStudyCommand } from './case-study.commands.js';
import { editionContent, type CaseStudyContent } from './case-study.content.js';
import type { CaseStudyEvent } from './case-study.events.js';
import { sectionNames, type TextName } from './case-study.fields.js';
import type { CaseStudy } from './case-study.state.js';

type Command<Type extends CaseStudyCommand['type']> = Extract<CaseStudyCommand, { type: Type }>;
type Events = readonly CaseStudyEvent[];

/**
 * The note of the edition is handed in with the text, so that it is read and approved like all that is published. Another
 * note is another submission.
 */
export function submitForReview({ note, by }: Command<'SubmitForReview'>, state: CaseStudy): Events {
  const requested: Events = [{ type: 'ReviewRequested', data: { ...(note && { note }), by } }];
  switch (state.working) {
    case 'inReview':
      return note === undefined || sameJson(note, state.submittedNote) ? [] : requested;
    case 'draft':
      return requested;
    case 'approved':
    case null:
      // Said again after it was published.
      if (state.working === null && note && sameJson(note, state.published?.note)) return [];
      throw notNow('NOT_A_DRAFT', 'There is no draft to review', state);
    default:
      return state.working satisfies never;
  }
}

/** Also takes an approval back, as long as nothing was published on it. */
export function requestChanges({ comment, by }: Command<'RequestChanges'>, state: CaseStudy): Events {
  switch (state.working) {
    case 'inReview':
    case 'approved':
      return [{ type: 'ChangesRequested', data: { comment, by } }];
    case 'draft':
      if (state.requestedChanges === comment) return [];
      throw notNow('NOT_IN_REVIEW', 'Nothing is in review', state);
    case null:
      throw notNow('NOT_IN_REVIEW', 'Nothing is in review', state);
    default:
      return state.working satisfies never;
  }
}

/**
 * Approves what was submitted. Four eyes are persons, not roles: whoever wrote any of it since the approval before,
 * as reviser, translator or importer, does not approve it. Nor is a submission approved that was not read.
 */
export function approve({ submission, by }: Command<'ApproveCaseStudy'>, state: CaseStudy): Events {
  switch (state.working) {
    case 'approved':
      return [];
    case 'inReview':
      if (state.writers.includes(by)) {
        throw new DomainError('OWN_TEXT', 'Whoever wrote in it since the last approval cannot approve it');
      }
      if (submission !== state.submissions) {
        throw new DomainError(
          'SUBMISSION_CONFLICT',
          `It was submitted again since: read submission ${state.submissions}`,
          ['submission'],
          { expected: submission, actual: state.submissions },
        );
      }
      return [{ type: 'CaseStudyApproved', data: { by } }];
    case 'draft':
    case null:
      throw notNow('NOT_IN_REVIEW', 'Nothing is in review: it is submitted first', state);
    default:
      return state.working satisfies never;
  }
}

export function publishEdition({ by }: Command<'PublishEdition'>, state: CaseStudy): Events {
  const { working, published, content, submittedNote: note } = state;
  if (working === null) return [];
  if (working !== 'approved') throw notNow('NOT_APPROVED', 'Only what is approved is published', state);
  assertPublishable(content);
  assertChecked(content);
  return [
    {
      type: 'EditionPublished',
      data: { number: (published?.number ?? 0) + 1, ...(note && { note }), by },
    },
  ];
}

/**
 * A retraction says of what was published that it must not be relied on. It is for good: no further edition is published
 * and nothing is edited, for every citation of this id must keep its notice. What replaces it is a case study of its own.
 */
export function retract({ reason, by }: Command<'RetractCaseStudy'>, state: CaseStudy): Events {
  if (state.status === 'retracted') return [];
  if (!state.published)
    throw new DomainError('NOT_PUBLISHED', 'Only what was published is retracted', ['id']);
  return [{ type: 'CaseStudyRetracted', data: { reason, by } }];
}

/** Removes its texts from sight for the sake of somebody's privacy, whatever became of it before. */
export function withhold({ reason, by }: Command<'WithholdCaseStudy'>, state: CaseStudy): Events {
  return state.status === 'withheld' ? [] : [{ type: 'CaseStudyWithheld', data: { reason, by } }];
}

/** Languages, by their primary subtags, in which a reader finds the title and all sections, translated or not. */
export function completeLanguages(content: CaseStudyContent): string[] {
  const [first, ...others] = [content.title, ...sectionNames.map((name) => content.sections[name])].map(
    (text) => new Set(Object.keys(text ?? {}).map(primary)),
  );
  return [...first!].filter((language) => others.every((languages) => languages.has(language)));
}

/** @throws EDITION_INCOMPLETE with what is missing: texts by language, and claims with evidence */
function assertPublishable(content: CaseStudyContent): void {
  if (completeLanguages(content).length === 0) {
    const message = 'An edition needs its title and all five sections in one language';
    throw new DomainError('EDITION_INCOMPLETE', message, ['id'], { missing: missingTexts(content) });
  }
  if (!editionContent(content).claims.some(({ evidence }) => evidence.length > 0)) {
    throw new DomainError('EDITION_INCOMPLETE', 'An edition needs a claim with evidence', ['id'], {
      missing: 'claim with evidence',
    });
  }
}

/** @throws IDENTIFICATION_UNCHECKED with the first anonymous quotation that nobody has checked */
function assertChecked(content: CaseStudyContent): void {
  for (const { claimId, evidence } of editionContent(content).claims) {
    const unchecked = evidence.find(
      ({ quotation, checked }) => quotation?.form === 'anonymous' && checked === undefined,
    );
    if (!unchecked) continue;
    const { evidenceId } = unchecked;
    const message =
      'An anonymous quotation stands beside a named organization: checkQuotation records that it does not tell who said it';
    throw new DomainError('IDENTIFICATION_UNCHECKED', message, ['id'], { claimId, evidenceId });
  }
}

function missingTexts({ title, sections }: CaseStudyContent): Record<string, TextName[]> {
  const languages = [...new Set(Object.keys(title).map(primary))];
  return Object.fromEntries(
    languages.map((language) => [
      language,
      sectionNames.filter(
        (name) => !Object.keys(sections[name] ?? {}).some((tag) => primary(tag) === language),
      ),
    ]),
  );
}

function primary(tag: string): string {
  return tag.split('-')[0]!;
}

function notNow(code: 'NOT_A_DRAFT' | 'NOT_IN_REVIEW' | 'NOT_APPROVED', message: string, state: CaseStudy) {
  return new DomainError(code, message, ['id'], { state: state.working ?? 'published' });
}
