import { Injectable } from '@nestjs/common';
import { CopiedPassages, PassageChecks } from '../../interviews/public.js';
import { DomainError } from '../../kernel/errors.js';
import type { LocalizedText } from '../../kernel/localized-text.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import { editionContent, type CaseStudyContent, type Claim } from '../domain/case-study.content.js';
import { sectionNames } from '../domain/case-study.fields.js';
import type { CaseStudy, CaseStudyState } from '../domain/case-study.state.js';
import { caseStudy } from './case-study.aggregate.js';

/** A text of an edition, and where it stands in it. */
interface Placed {
  readonly text: string;
  readonly where: Readonly<Record<string, string>>;
}

/** What an edition needs from interviews: consents to what it quotes, and that it repeats no words but by reference. */
@Injectable()
export class EditionChecks {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly passages: PassageChecks,
    private readonly copies: CopiedPassages,
  ) {}

  /** @throws QUOTATION_NOT_COVERED, TEXT_COPIED, PERSONAL_DATA_CLOSED, UNAVAILABLE */
  async assertPublishable(id: string): Promise<void> {
    const state = (await this.runner.load(caseStudy, id)).state as CaseStudyState;
    // Otherwise nothing is published: why not, the decider says.
    if (state.status !== 'active' || state.working !== 'approved') return;
    const content = editionContent(state.content);
    await this.assertCovered(content);
    await this.assertNotCopied(id, content, state.submittedNote);
  }

  private async assertCovered({ claims }: CaseStudyContent): Promise<void> {
    for (const { claimId, evidence } of claims) {
      for (const { evidenceId, interviewNote, codingId, passage, quotation } of evidence) {
        if (!quotation || !interviewNote || !codingId || !passage) continue;
        const why = await this.passages.whyNotQuoted({
          note: interviewNote,
          codingId,
          place: passage,
          form: quotation.form,
        });
        if (why === null) continue;
        const message = `A quotation cannot be published: ${why}`;
        throw new DomainError('QUOTATION_NOT_COVERED', message, ['id'], { claimId, evidenceId });
      }
    }
  }

  private async assertNotCopied(
    id: string,
    content: CaseStudyContent,
    note: CaseStudy['submittedNote'],
  ): Promise<void> {
    const texts = [
      ...textsOf(content),
      ...(note ?? []).map(({ text }) => ({ text, where: { text: 'note' } })),
    ];
    const attached = content.claims.flatMap(({ evidence }) =>
      evidence.flatMap(({ interviewNote }) => interviewNote ?? []),
    );
    const { organization, initiatives } = content;
    const found = await this.copies.firstCopy(
      texts.map(({ text }) => text),
      { subject: { organization, initiatives }, attached, purpose: id },
    );
    if (found < 0) return;
    const message =
      'A text repeats what was said in an interview: attach the passage as a quotation, which goes when its consent goes';
    throw new DomainError('TEXT_COPIED', message, ['id'], texts[found]!.where);
  }
}

function textsOf(content: CaseStudyContent): Placed[] {
  return [
    ...placed(content.title, { text: 'title' }),
    ...sectionNames.flatMap((name) => placed(content.sections[name] ?? {}, { text: name })),
    ...content.claims.flatMap(claimTexts),
  ];
}

function claimTexts({ claimId, statement, evidence }: Claim): Placed[] {
  return [
    ...placed(statement, { text: 'statement', claimId }),
    ...evidence.flatMap(({ evidenceId, note }) =>
      note ? [{ text: note.text, where: { text: 'evidenceNote', claimId, evidenceId } }] : [],
    ),
  ];
}

function placed(text: LocalizedText, where: Placed['where']): Placed[] {
  return Object.entries(text).map(([language, said]) => ({ text: said.text, where: { ...where, language } }));
}
