import { z } from 'zod';
import { command, defineCommands, type CommandOf } from '../../kernel/commands.js';
import { givenUuid, isoDate, limits, streamIdOf, text } from '../../kernel/fields.js';
import { replacement, translation } from '../../kernel/localized-text.js';
import { classification, description, outcome, recordedInitiative, stages } from './initiative.events.js';

const id = streamIdOf('initiative');
const outcomeId = z.uuid();

export const initiativeCommands = defineCommands('initiative', {
  RecordInitiative: command(recordedInitiative.extend({ id: id.optional() }), { creates: true }),
  DescribeInitiative: command(description.extend({ id }), { replacesText: true }),
  ClassifyInitiative: command(classification.extend({ id })),
  AdvanceStage: command(
    z.strictObject({ id, to: z.enum(stages).exclude(['idea', 'abandoned']), on: isoDate }),
  ),
  RevertStage: command(
    z.strictObject({
      id,
      to: z.enum(stages).exclude(['abandoned']),
      on: isoDate,
      reason: text(limits.reason),
    }),
  ),
  AbandonInitiative: command(z.strictObject({ id, on: isoDate, reason: text(limits.reason) })),
  /** `outcomeId` may be given; otherwise it follows from the idempotency key. */
  RecordOutcome: command(outcome.extend({ id, outcomeId: givenUuid.optional() })),
  CorrectOutcome: command(
    z.strictObject({
      id,
      outcomeId,
      value: outcome.shape.value.optional(),
      unit: outcome.shape.unit.optional(),
      date: outcome.shape.date.nullable(),
      source: outcome.shape.source.nullable(),
      indicator: replacement(limits.name).optional(),
      reason: text(limits.reason),
    }),
    { replacesText: true },
  ),
  TranslateText: command(
    translation(limits.longText).extend({
      id,
      field: z.enum(['title', 'summary', 'indicator']),
      outcomeId: outcomeId.optional(),
    }),
    { replacesText: true },
  ),
});
export type InitiativeCommand = CommandOf<typeof initiativeCommands>;
