import { Injectable } from '@nestjs/common';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import { assertNotInFuture } from '../../platform/commands/preparations.js';
import { shippedSchemes, VocabularyChecks } from '../../vocabularies/public.js';
import type { OrganizationCommand } from '../domain/organization.commands.js';

/** What organization commands need from outside their stream: active concepts, and dates that have come. */
@Injectable()
export class OrganizationPreparation extends CommandPreparation {
  override readonly onlyLooks = true;

  constructor(private readonly vocabularies: VocabularyChecks) {
    super();
  }

  async prepare(said: AnyCommand): Promise<AnyCommand> {
    const command = said as unknown as OrganizationCommand;
    switch (command.type) {
      case 'RegisterOrganization':
      case 'ClassifyOrganization':
        await this.vocabularies.assertActive([
          { scheme: shippedSchemes.sectors, codes: command.sectors, path: ['sectors'] },
          { scheme: shippedSchemes.missions, codes: command.missions, path: ['missions'] },
          {
            scheme: shippedSchemes.regions,
            codes: command.place?.region === undefined ? [] : [command.place.region],
            path: ['place', 'region'],
            single: true,
          },
        ]);
        return said;
      case 'ChangeLegalForm':
      case 'DissolveOrganization':
        assertNotInFuture(said, ['on']);
        return said;
      default:
        return said;
    }
  }
}
