import { Inject, type Type } from '@nestjs/common';
import {
  Args,
  Context,
  Field,
  Int,
  Mutation,
  ObjectType,
  Resolver,
  type ReturnTypeFuncValue,
} from '@nestjs/graphql';
import type { z } from 'zod';
import type { Policy } from '../access/policy.js';
import type { CommandClass } from '../commands/command-class.js';
import { apiEnum } from './enums.js';
import { RecordWriter, visibilities, type Envelope, type Written } from './record-writer.js';
import type { RequestContext } from './request-context.js';
import { UserErrorView } from './user-error.js';
import { inputTypeOf, withoutNeedlessNulls, type EnvelopeField, type InputClass } from './zod-input.js';

export const VisibilityEnum = apiEnum(
  'Visibility',
  visibilities,
  'Whether queries already show what a mutation recorded.',
  {
    descriptions: {
      VISIBLE: 'The next query shows it.',
      COMMITTED_NOT_YET_VISIBLE:
        'It is recorded for good, and will show within moments; of a record that is stale, once an operator has mended it.',
    },
  },
);

@ObjectType({ isAbstract: true })
export abstract class PayloadView {
  @Field(() => Int, { nullable: true, description: 'Revision of the record after this mutation.' })
  revision!: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where in the log it stands: `<lineage>:<ordinal>`. Null when it changed nothing.',
  })
  position!: string | null;

  @Field(() => VisibilityEnum, { nullable: true })
  visibility!: string | null;

  @Field(() => [UserErrorView], { description: 'Empty when the mutation was accepted.' })
  errors!: UserErrorView[];
}

/** Payload type of a record: the record under `field`, and what every payload has. */
export function payloadType(
  name: string,
  field: string,
  record: () => ReturnTypeFuncValue,
): Type<PayloadView> {
  const payload = { [name]: class extends PayloadView {} }[name] as Type<PayloadView>;
  Field(record as () => StringConstructor, { nullable: true, description: 'The record as it now reads.' })(
    payload.prototype as object,
    field,
  );
  ObjectType(name)(payload);
  return payload;
}

const IDEMPOTENCY: Omit<EnvelopeField, 'nullable'> = {
  name: 'idempotencyKey',
  type: String,
  description: 'Say the same again with the same key, and it is done once. At most 200 characters.',
};
const COMMON: readonly EnvelopeField[] = [
  { name: 'reason', type: String, description: 'Why; kept in the history.', nullable: true },
];
const REVISION: EnvelopeField = {
  name: 'expectedRevision',
  type: Int,
  description: 'Refuse with REVISION_CONFLICT unless the record stands at this revision.',
  nullable: true,
};

export interface MutationInput {
  readonly type: InputClass;
  /** The command's own fields as its schema expects them, and what is said beside them. */
  readonly read: (given: Record<string, unknown>) => { fields: Record<string, unknown>; said: Envelope };
}

/**
 * A mutation's input, made from its command's schema.
 * @param creates whether it begins a record: then a key is required, and there is no revision to expect
 */
export function mutationInput(name: string, schema: z.ZodObject, creates: boolean): MutationInput {
  const envelope = [{ ...IDEMPOTENCY, nullable: !creates }, ...(creates ? [] : [REVISION]), ...COMMON];
  return {
    type: inputTypeOf(name, schema, envelope),
    read(given) {
      const entries = Object.entries(given);
      const own = Object.fromEntries(entries.filter(([key]) => key in schema.shape));
      return {
        fields: withoutNeedlessNulls(schema, own) as Record<string, unknown>,
        said: Object.fromEntries(entries.filter(([key]) => !(key in schema.shape))),
      };
    },
  };
}

export interface MutationsOptions {
  readonly commands: readonly CommandClass[];
  readonly payload: Type<PayloadView>;
  readonly field: string;
  /** The record's view of its row. */
  readonly show: (row: unknown) => unknown;
  readonly policyOf: (category: string) => Policy | undefined;
  readonly descriptions: Readonly<Record<string, string>>;
}

/** A resolver with one mutation a command: input type from the command's schema, one payload type for all of them. */
export function mutationsResolver(name: string, options: MutationsOptions): Type {
  class Mutations {
    constructor(readonly writer: RecordWriter) {}
  }
  Object.defineProperty(Mutations, 'name', { value: name });
  Inject(RecordWriter)(Mutations, undefined, 0);
  for (const command of options.commands) addMutation(Mutations, command, options);
  Resolver()(Mutations);
  return Mutations;
}

function addMutation(resolver: Type, command: CommandClass, options: MutationsOptions): void {
  const { commandName, definition } = command;
  const method = commandName[0]!.toLowerCase() + commandName.slice(1);
  const description = options.descriptions[commandName];
  if (!description) throw new Error(`The mutation ${method} has no description`);
  const { type, read } = mutationInput(
    `${commandName}Input`,
    definition.schema as z.ZodObject,
    definition.creates,
  );
  const target = resolver.prototype as Record<string, unknown>;
  target[method] = async function (
    this: { writer: RecordWriter },
    given: Record<string, unknown>,
    context: RequestContext,
  ) {
    const { fields, said } = read(given);
    const { record, ...rest }: Written<unknown> = await this.writer.write(
      commandName,
      fields,
      said,
      context,
      options.policyOf,
    );
    return { ...rest, [options.field]: record === null ? null : options.show(record) };
  };
  Args('input', { type: () => type })(target, method, 0);
  Context()(target, method, 1);
  Reflect.defineMetadata('design:paramtypes', [Object, Object], target, method);
  Mutation(() => options.payload, { description })(
    target,
    method,
    Object.getOwnPropertyDescriptor(target, method)!,
  );
}
