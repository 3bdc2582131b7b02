import { Args, Context, Field, ID, InputType, Int, Mutation, Resolver } from '@nestjs/graphql';
import { policyOf } from '../platform/access/policies.js';
import { apiEnum } from '../platform/graphql/enums.js';
import { TextOriginEnum } from '../platform/graphql/localized-text.type.js';
import { payloadType } from '../platform/graphql/mutations.js';
import { findNode, NodeView } from '../platform/graphql/node.type.js';
import { RecordWriter } from '../platform/graphql/record-writer.js';
import type { RequestContext } from '../platform/graphql/request-context.js';

const TextFieldEnum = apiEnum(
  'TextField',
  ['title', 'summary', 'name', 'description', 'label', 'definition', 'indicator'],
  'Which text of a record is translated.',
  {
    descriptions: {
      title: 'Of an initiative or a vocabulary.',
      summary: 'Of an initiative.',
      name: 'Of an organization.',
      description: 'Of an organization.',
      label: 'Of the concept named in `concept`.',
      definition: 'Of the concept named in `concept`.',
      indicator: 'Of the outcome named in `outcomeId`.',
    },
  },
);

@InputType('TranslateTextInput')
class TranslateTextInput {
  @Field(() => ID, { description: 'The record: a vocabulary, an organization or an initiative.' })
  id!: string;

  @Field(() => TextFieldEnum)
  field!: string;

  @Field(() => String, { nullable: true, description: 'Code of the concept, for its label or definition.' })
  concept?: string | null;

  @Field(() => ID, { nullable: true, description: 'The outcome, for its indicator.' })
  outcomeId?: string | null;

  @Field({ description: 'BCP-47 tag of the language translated into.' })
  language!: string;

  @Field()
  text!: string;

  @Field(() => TextOriginEnum, { description: 'HUMAN or MACHINE.' })
  origin!: string;

  @Field(() => Int, { description: 'Version of the original that this renders.' })
  of!: number;

  @Field(() => Int, {
    description: 'Version of the translation that this replaces; 0 where there is none yet.',
  })
  replaces!: number;

  @Field(() => String, { nullable: true })
  idempotencyKey?: string | null;

  @Field(() => Int, { nullable: true })
  expectedRevision?: number | null;

  @Field(() => String, { nullable: true })
  reason?: string | null;
}

const TranslateTextPayload = payloadType('TranslateTextPayload', 'record', () => NodeView);

@Resolver()
export class TranslateTextResolver {
  constructor(private readonly writer: RecordWriter) {}

  @Mutation(() => TranslateTextPayload, {
    description: 'Adds or replaces the translation of a text, naming the versions it renders and replaces.',
  })
  async translateText(
    @Args('input', { type: () => TranslateTextInput }) input: TranslateTextInput,
    @Context() context: RequestContext,
  ): Promise<unknown> {
    const { idempotencyKey, expectedRevision, reason, ...fields } = input;
    const given = Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
    const envelope = { idempotencyKey, expectedRevision, reason };
    const { record, ...rest } = await this.writer.write('TranslateText', given, envelope, context, policyOf);
    return { ...rest, record: record === null ? null : await findNode(input.id, context) };
  }
}
