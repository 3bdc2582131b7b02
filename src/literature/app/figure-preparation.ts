import { Injectable } from '@nestjs/common';
import type { AnyCommand } from '../../platform/commands/aggregate.js';
import { CommandPreparation } from '../../platform/commands/command-handlers.js';
import { shippedSchemes, VocabularyChecks } from '../../vocabularies/public.js';
import type { PublishedFigureCommand } from '../domain/published-figure.commands.js';
import { LiteratureChecks } from './literature-checks.js';

/** What a figure's commands need from outside their stream: sources that exist, an active region. */
@Injectable()
export class FigurePreparation extends CommandPreparation {
  constructor(
    private readonly checks: LiteratureChecks,
    private readonly vocabularies: VocabularyChecks,
  ) {
    super();
  }

  /** @throws REFERENCE_NOT_FOUND, REFERENCE_NOT_ACTIVE */
  async prepare(said: AnyCommand): Promise<AnyCommand> {
    const command = said as unknown as PublishedFigureCommand;
    if (command.type !== 'RecordFigure' && command.type !== 'CorrectFigure') return said;
    const { source, reportedBy, region } = command;
    if (source !== undefined) await this.checks.assertSource(source, ['source']);
    if (reportedBy != null) await this.checks.assertSource(reportedBy, ['reportedBy']);
    if (region != null) {
      await this.vocabularies.assertActive([
        { scheme: shippedSchemes.regions, codes: [region], path: ['region'], single: true },
      ]);
    }
    return said;
  }
}
