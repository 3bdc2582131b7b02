import type { Decider } from '../../kernel/decider.js';
import { DomainError } from '../../kernel/errors.js';
import { limits } from '../../kernel/fields.js';
import { decideReplacement, decideTranslation, type LocalizedText } from '../../kernel/localized-text.js';
import { changes, isEmpty, omit, sameJson } from '../../kernel/values.js';
import type { CaseStudyCommand } from './case-study.commands.js';
import { textOf } from './case-study.content.js';
import type { CaseStudyEvent } from './case-study.events.js';
import { caseStudyLimits } from './case-study.fields.js';
import { assertReplaces } from './replaced-values.js';
import { evolveCaseStudy, type CaseStudy, type CaseStudyState } from './case-study.state.js';
import {
  addClaim,
  attachEvidence,
  checkQuotation,
  detachEvidence,
  retractClaim,
  reviseClaim,
  standingClaim,
} from './claims.js';
import { approve, publishEdition, requestChanges, retract, submitForReview, withhold } from './review.js';

type Command<Type extends CaseStudyCommand['type']> = Extract<CaseStudyCommand, { type: Type }>;
type Events = readonly CaseStudyEvent[];

/** What has one version, in the words of a conflict. */
const FILING = 'how the case study is classified and described';

/** Lists whose order means nothing. Initiatives, sources and authors stand in an order that somebody chose. */
const unorderedLists = [
  'missions',
  'digitalUses',
  'sectors',
  'characteristics',
  'externalReferences',
] as const;

/**
 * A case study: the last edition, which stays as it was published, and the content that becomes the next one. Retracted,
 * it is written in no more; withheld, it is not even retracted any more.
 */
export const caseStudy: Decider<CaseStudyState, CaseStudyCommand, CaseStudyEvent> = {
  initialState: { status: 'absent' },
  decide(command, state) {
    if (command.type === 'DraftCaseStudy') return draft(command, state);
    if (state.status === 'absent') throw new DomainError('NOT_FOUND', 'There is no such case study', ['id']);
    if (command.type === 'WithholdCaseStudy') return withhold(command, state);
    if (state.status === 'withheld')
      throw new DomainError('CASE_STUDY_WITHHELD', 'The case study was withheld', ['id']);
    if (command.type === 'RetractCaseStudy') return retract(command, state);
    if (state.status === 'retracted')
      throw new DomainError('CASE_STUDY_RETRACTED', 'The case study was retracted', ['id']);
    switch (command.type) {
      case 'ReviseSection':
        return reviseSection(command, state);
      case 'TranslateText':
        return translate(command, state);
      case 'ClassifyCaseStudy':
        return classify(command, state);
      case 'DescribeCaseStudy':
        return describe(command, state);
      case 'AddClaim':
        return addClaim(command, state);
      case 'ReviseClaim':
        return reviseClaim(command, state);
      case 'AttachEvidence':
        return attachEvidence(command, state);
      case 'DetachEvidence':
        return detachEvidence(command, state);
      case 'CheckQuotation':
        return checkQuotation(command, state);
      case 'RetractClaim':
        return retractClaim(command, state);
      case 'SubmitForReview':
        return submitForReview(command, state);
      case 'RequestChanges':
        return requestChanges(command, state);
      case 'ApproveCaseStudy':
        return approve(command, state);
      case 'PublishEdition':
        return publishEdition(command, state);
      default:
        return command satisfies never;
    }
  },
  evolve: evolveCaseStudy,
};

function draft(command: Command<'DraftCaseStudy'>, state: CaseStudyState): Events {
  const data = omit(command, 'type', 'id');
  if (state.status === 'absent') return [{ type: 'CaseStudyDrafted', data }];
  if (sameJson(state.drafted, omit(data, 'by'))) return [];
  throw new DomainError('ALREADY_EXISTS', 'There is a case study with this id already, with other content', [
    'id',
  ]);
}

function reviseSection({ section, text, by }: Command<'ReviseSection'>, state: CaseStudy): Events {
  if (section === 'title') assertLength(text.text, limits.name, ['text', 'text']);
  const revised = decideReplacement(textOf(state.content, section), text, ['text']);
  return revised ? [{ type: 'SectionRevised', data: { section, text: revised, by } }] : [];
}

function classify(command: Command<'ClassifyCaseStudy'>, state: CaseStudy): Events {
  const { replaces, by } = command;
  const changed = changes(omit(command, 'type', 'id', 'by', 'replaces'), state.content, unorderedLists);
  if (isEmpty(changed)) return [];
  assertReplaces(FILING, replaces, state.content.filingVersion, state.content, changed);
  return [{ type: 'CaseStudyClassified', data: { ...changed, by } }];
}

function describe(command: Command<'DescribeCaseStudy'>, state: CaseStudy): Events {
  const { replaces, by } = command;
  const changed = changes(omit(command, 'type', 'id', 'by', 'replaces'), state.content, unorderedLists);
  if (isEmpty(changed)) return [];
  assertReplaces(FILING, replaces, state.content.filingVersion, state.content, changed);
  return [{ type: 'CaseStudyDescribed', data: { ...changed, by } }];
}

function translate(command: Command<'TranslateText'>, state: CaseStudy): Events {
  const { field } = command;
  if (field === 'title') assertLength(command.text, limits.name, ['text']);
  if (field === 'claim') assertLength(command.text, caseStudyLimits.statement, ['text']);
  if (!decideTranslation(translatable(command, state), command, [])) return [];
  return [{ type: 'TextTranslated', data: omit(command, 'type', 'id') }];
}

function translatable(
  { field, claimId }: Command<'TranslateText'>,
  { content }: CaseStudy,
): LocalizedText | undefined {
  if ((field === 'claim') !== (claimId !== undefined)) {
    const message = field === 'claim' ? 'A statement is a claim’s: name it' : `The ${field} names no claim`;
    throw new DomainError('INVALID_INPUT', message, ['claimId']);
  }
  return field === 'claim' ? standingClaim(content, claimId!).statement : textOf(content, field);
}

function assertLength(value: string, max: number, path: readonly string[]): void {
  if (value.length > max) throw new DomainError('INVALID_INPUT', `must have at most ${max} characters`, path);
}
