import { Injectable } from '@nestjs/common';
import { DomainError } from '../../kernel/errors.js';
import { derivedUuid } from '../../kernel/ids.js';
import { OrganizationChecks } from '../../organizations/public.js';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import type { CommandContext } from '../../platform/commands/command-executor.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import { assertNotInFuture } from '../../platform/commands/preparations.js';
import { shippedSchemes, VocabularyChecks } from '../../vocabularies/public.js';
import type { InitiativeCommand } from '../domain/initiative.commands.js';

type Concepts = Pick<
  Extract<InitiativeCommand, { type: 'ClassifyInitiative' }>,
  'digitalUses' | 'missions' | 'characteristics'
>;
type Placed = Pick<Extract<InitiativeCommand, { type: 'DescribeInitiative' }>, 'owners' | 'place'>;

/** What initiative commands need from outside their stream: owners, active concepts, dates that have come, outcomes' ids. */
@Injectable()
export class InitiativePreparation extends CommandPreparation {
  override readonly onlyLooks = true;

  constructor(
    private readonly organizations: OrganizationChecks,
    private readonly vocabularies: VocabularyChecks,
  ) {
    super();
  }

  /** @throws REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE, DATE_IN_FUTURE, IDEMPOTENCY_KEY_REQUIRED */
  async prepare(said: AnyCommand, context: CommandContext): Promise<AnyCommand> {
    assertNotInFuture(said, ['on', 'stageSince', 'date']);
    const command = said as unknown as InitiativeCommand;
    switch (command.type) {
      case 'RecordInitiative':
        await this.assertConcepts(command);
        await this.assertPlaced(command);
        return said;
      case 'DescribeInitiative':
        await this.assertPlaced(command);
        return said;
      case 'ClassifyInitiative':
        await this.assertConcepts(command);
        return said;
      case 'RecordOutcome':
        return command.outcomeId === undefined
          ? { ...said, outcomeId: outcomeIdOf(command.id, context) }
          : said;
      default:
        return said;
    }
  }

  private async assertConcepts({ digitalUses, missions, characteristics }: Concepts): Promise<void> {
    await this.vocabularies.assertActive([
      { scheme: shippedSchemes.digitalUses, codes: digitalUses, path: ['digitalUses'] },
      { scheme: shippedSchemes.missions, codes: missions, path: ['missions'] },
      { scheme: shippedSchemes.characteristics, codes: characteristics, path: ['characteristics'] },
    ]);
  }

  private async assertPlaced({ owners, place }: Placed): Promise<void> {
    await this.organizations.assertPresent(owners, ['owners']);
    if (place?.region === undefined) return;
    await this.vocabularies.assertActive([
      { scheme: shippedSchemes.regions, codes: [place.region], path: ['place', 'region'], single: true },
    ]);
  }
}

/** The same each time that the same person says it with the same key, so that a retry names the same outcome. */
function outcomeIdOf(initiative: string, { actor, idempotencyKey }: CommandContext): string {
  if (idempotencyKey === undefined) {
    throw new DomainError(
      'IDEMPOTENCY_KEY_REQUIRED',
      'RecordOutcome needs an idempotency key or an outcomeId',
      ['idempotencyKey'],
    );
  }
  return derivedUuid('outcome', initiative, actor, idempotencyKey);
}
