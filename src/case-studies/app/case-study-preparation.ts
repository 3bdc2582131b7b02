import { Injectable } from '@nestjs/common';
import { InitiativeChecks } from '../../initiatives/public.js';
import { DomainError } from '../../kernel/errors.js';
import { derivedUuid, isStreamOf } from '../../kernel/ids.js';
import { PassageChecks } from '../../interviews/public.js';
import { LiteratureChecks } from '../../literature/public.js';
import { OrganizationChecks } from '../../organizations/public.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { AggregateRunner } from '../../platform/commands/aggregate-runner.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import { latestToday } from '../../platform/commands/preparations.js';
import { Clock } from '../../platform/runtime/clock.js';
import { shippedSchemes, VocabularyChecks } from '../../vocabularies/public.js';
import type { CaseStudyCommand, PlacedEvidence } from '../domain/case-study.commands.js';
import type { ClaimValue, EvidenceInput } from '../domain/case-study.fields.js';
import type { CaseStudyState } from '../domain/case-study.state.js';
import { caseStudy } from './case-study.aggregate.js';
import { EditionChecks } from './edition-checks.js';

type Command<Type extends CaseStudyCommand['type']> = Extract<CaseStudyCommand, { type: Type }>;
type Filed = Pick<
  Command<'ClassifyCaseStudy'>,
  'missions' | 'digitalUses' | 'sectors' | 'characteristics' | 'initiatives' | 'sources'
>;
type Path = readonly (string | number)[];

/** Roles that may work on every case study; others on those in which they write. */
const EDITORS: ReadonlySet<string> = new Set(['editor', 'admin']);

/**
 * What a case study's commands need from outside their stream: who says it, whether they may work on this one, whether
 * all exists that it refers to, and ids that follow from the key.
 */
@Injectable()
export class CaseStudyPreparation extends CommandPreparation {
  constructor(
    private readonly runner: AggregateRunner,
    private readonly organizations: OrganizationChecks,
    private readonly initiatives: InitiativeChecks,
    private readonly literature: LiteratureChecks,
    private readonly vocabularies: VocabularyChecks,
    private readonly passages: PassageChecks,
    private readonly editions: EditionChecks,
    private readonly clock: Clock,
  ) {
    super();
  }

  /** @throws NOT_FOUND, FORBIDDEN */
  override async authorize(name: string, input: unknown, context: CommandContext): Promise<void> {
    const { id } = (input ?? {}) as { id?: unknown };
    if (name !== 'DraftCaseStudy' && typeof id === 'string' && isStreamOf('caseStudy', id))
      await this.assertMayWork(id, context);
  }

  /**
   * @throws NOT_FOUND, FORBIDDEN, REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE, OUTCOME_NOT_FOUND, DATE_IN_FUTURE,
   * IDEMPOTENCY_KEY_REQUIRED, QUOTATION_NOT_COVERED, TEXT_COPIED, PERSONAL_DATA_CLOSED
   */
  async prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
    const by = context.actor;
    const command = { ...said, by } as unknown as CaseStudyCommand;
    if (command.type !== 'DraftCaseStudy') await this.assertMayWork(command.id, context);
    switch (command.type) {
      case 'DraftCaseStudy':
        await this.organizations.assertOne(command.organization, ['organization']);
        await this.assertFiled(command);
        return { ...said, by };
      case 'ClassifyCaseStudy':
        await this.assertFiled(command);
        return { ...said, by };
      case 'DescribeCaseStudy':
        if (command.organization !== undefined)
          await this.organizations.assertOne(command.organization, ['organization']);
        return { ...said, by };
      case 'AddClaim': {
        assertCome(command.value);
        const claimId = command.claimId ?? derivedPart('claim', command, context);
        const evidence = await Promise.all(
          (command.evidence ?? []).map(async (one, index) => ({
            ...(await this.placed(one, context, ['evidence', index])),
            evidenceId: one.evidenceId ?? derivedUuid('evidence', command.id, claimId, String(index)),
          })),
        );
        return { ...said, claimId, ...(command.evidence && { evidence }), by };
      }
      case 'ReviseClaim':
        assertCome(command.value);
        return { ...said, by };
      case 'AttachEvidence': {
        const evidenceId = command.evidence.evidenceId ?? derivedPart('evidence', command, context);
        const evidence = await this.placed(command.evidence, context, ['evidence']);
        return { ...said, evidence: { ...evidence, evidenceId }, by };
      }
      case 'CheckQuotation':
        return { ...said, on: this.clock.today(), by };
      case 'PublishEdition':
        await this.editions.assertPublishable(command.id);
        return { ...said, by };
      case 'ReviseSection':
      case 'TranslateText':
      case 'DetachEvidence':
      case 'RetractClaim':
      case 'SubmitForReview':
      case 'RequestChanges':
      case 'ApproveCaseStudy':
      case 'RetractCaseStudy':
      case 'WithholdCaseStudy':
        return { ...said, by };
      default:
        return command satisfies never;
    }
  }

  /** Whoever is no editor works on those in which they write; of others that are not published they know nothing. */
  private async assertMayWork(id: string, { actor, role }: CommandContext): Promise<void> {
    if (EDITORS.has(role)) return;
    const state = (await this.runner.load(caseStudy, id)).state as CaseStudyState;
    if (state.status !== 'absent' && state.everWriters.includes(actor)) return;
    if (state.status === 'absent' || !state.published)
      throw new DomainError('NOT_FOUND', 'There is no such case study', ['id']);
    throw new DomainError('FORBIDDEN', 'Only its writers and editors work on a case study', ['id']);
  }

  private async assertFiled(command: Filed): Promise<void> {
    const { missions, digitalUses, sectors, characteristics } = command;
    await this.vocabularies.assertActive([
      { scheme: shippedSchemes.missions, codes: missions, path: ['missions'] },
      { scheme: shippedSchemes.digitalUses, codes: digitalUses, path: ['digitalUses'] },
      { scheme: shippedSchemes.sectors, codes: sectors, path: ['sectors'] },
      { scheme: shippedSchemes.characteristics, codes: characteristics, path: ['characteristics'] },
    ]);
    await this.initiatives.assertPresent(command.initiatives, ['initiatives']);
    await this.literature.assertSources(command.sources, ['sources']);
  }

  /** Evidence that points to what is there; a passage, to what whoever attaches it may read, with its place. */
  private async placed(
    evidence: EvidenceInput,
    context: CommandContext,
    path: Path,
  ): Promise<PlacedEvidence> {
    switch (evidence.kind) {
      case 'source':
        await this.literature.assertSource(evidence.source!, [...path, 'source']);
        return evidence;
      case 'figure':
        await this.literature.assertFigure(evidence.figure!, [...path, 'figure']);
        return evidence;
      case 'outcome':
        await this.initiatives.assertOutcome(evidence.initiative!, evidence.outcomeId!, path);
        return evidence;
      case 'passage': {
        const { interviewNote, codingId } = evidence;
        const at = [...path, 'codingId'];
        return { ...evidence, passage: await this.passages.place(interviewNote!, codingId!, context, at) };
      }
      default:
        return evidence.kind satisfies never;
    }
  }
}

function assertCome(value: ClaimValue | null | undefined): void {
  const today = latestToday();
  if (!value?.date || value.date <= today) return;
  throw new DomainError('DATE_IN_FUTURE', `${value.date} has not come yet`, ['value', 'date'], { today });
}

/** The same each time that the same person says it with the same key, so that a retry names the same part. */
function derivedPart(
  part: 'claim' | 'evidence',
  { type, id }: Command<'AddClaim' | 'AttachEvidence'>,
  { actor, idempotencyKey }: CommandContext,
): string {
  if (idempotencyKey === undefined) {
    const message = `${type} needs an idempotency key or the id of the ${part}`;
    throw new DomainError('IDEMPOTENCY_KEY_REQUIRED', message, ['idempotencyKey']);
  }
  return derivedUuid(part, id, actor, idempotencyKey);
}
