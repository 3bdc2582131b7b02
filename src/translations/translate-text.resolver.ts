import { Args, Context, Mutation, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { apiNames, code, limits } from '../kernel/fields.js';
import { translation } from '../kernel/localized-text.js';
import { policyOf } from '../platform/access/policies.js';
import { apiEnum } from '../platform/graphql/enums.js';
import { mutationInput, payloadType } from '../platform/graphql/mutations.js';
import { findNode, NodeView } from '../platform/graphql/node.type.js';
import { RecordWriter } from '../platform/graphql/record-writer.js';
import type { RequestContext } from '../platform/graphql/request-context.js';

const textFields = [
  'title',
  'summary',
  'name',
  'description',
  'label',
  'definition',
  'indicator',
  'population',
  'geography',
  'note',
  'context',
  'need',
  'solution',
  'results',
  'lessons',
  'claim',
] as const;
apiEnum('TextField', textFields, 'Which text of a record is translated.', {
  descriptions: {
    title: 'Of an initiative, a vocabulary or a case study.',
    summary: 'Of an initiative.',
    name: 'Of an organization.',
    description: 'Of an organization.',
    label: 'Of the concept named in `concept`.',
    definition: 'Of the concept named in `concept`, or of a published figure.',
    indicator: 'Of the outcome named in `outcomeId`, or of a published figure.',
    population: 'Of a published figure.',
    geography: 'Of a published figure.',
    note: 'Of a published figure.',
    context: 'Section of a case study.',
    need: 'Section of a case study.',
    solution: 'Section of a case study.',
    results: 'Section of a case study.',
    lessons: 'Section of a case study.',
    claim: 'Statement of the claim named in `claimId`.',
  },
});

/** The TranslateText commands of all records as one input: the command of the record that `id` names checks it. */
const { language, text, origin, of, replaces } = translation(limits.longText).shape;
const input = mutationInput(
  'TranslateTextInput',
  z.object({
    id: z
      .string()
      .describe('The record: a vocabulary, an organization or an initiative.')
      .register(apiNames, { name: 'ID' }),
    field: z.enum(textFields),
    concept: code.optional().describe('Code of the concept, for its label or definition.'),
    outcomeId: z.uuid().optional().describe('The outcome, for its indicator.'),
    claimId: z.uuid().optional().describe('The claim of a case study, for its statement.'),
    language: language.describe('BCP-47 tag of the language translated into.'),
    text,
    origin: origin.describe('HUMAN or MACHINE.'),
    of: of.describe('Version of the original that this renders.'),
    replaces: replaces.describe('Version of the translation that this replaces; 0 where there is none yet.'),
  }),
  false,
);

const TranslateTextPayload = payloadType('TranslateTextPayload', 'record', () => NodeView);

@Resolver()
export class TranslateTextResolver {
  constructor(private readonly writer: RecordWriter) {}

  @Mutation(() => TranslateTextPayload, {
    description: 'Adds or replaces the translation of a text, naming the versions it renders and replaces.',
  })
  async translateText(
    @Args('input', { type: () => input.type }) given: Record<string, unknown>,
    @Context() context: RequestContext,
  ): Promise<unknown> {
    const { fields, said } = input.read(given);
    const { record, ...rest } = await this.writer.write('TranslateText', fields, said, context, policyOf);
    return { ...rest, record: record === null ? null : await findNode(fields['id'] as string, context) };
  }
}
