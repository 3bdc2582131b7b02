import { Field, ID, InputType, Int, type ReturnTypeFuncValue } from '@nestjs/graphql';
import { GraphQLFloat } from 'graphql';
import { z } from 'zod';
import { apiNames } from '../../kernel/fields.js';
import { enumOf } from './enums.js';
import { DateScalar } from './scalars.js';

export type InputClass = new () => object;
/** `type` is asked for when the schema is made: then all enums are known. */
type FieldType = { type: () => ReturnTypeFuncValue; list: boolean; nullable: boolean };

const classes = new Map<string, InputClass>();

/** Scalars by the names under which schemas are registered in {@link apiNames}. */
const scalars = new Map<string, ReturnTypeFuncValue>([
  ['ID', ID],
  ['Date', DateScalar],
]);

/** Slices add scalars of their own, for schemas that inputs take as a whole. */
export function registerInputScalar(name: string, scalar: ReturnTypeFuncValue): void {
  scalars.set(name, scalar);
}

/** What a mutation's input has beside the command's own fields. */
export interface EnvelopeField {
  readonly name: string;
  readonly type: ReturnTypeFuncValue;
  readonly description: string;
  readonly nullable: boolean;
}

/**
 * A GraphQL input type made from a command's schema, so that the input has one definition. Nested objects take the
 * name they are registered under in {@link apiNames}.
 */
export function inputTypeOf(
  name: string,
  schema: z.ZodObject,
  envelope: readonly EnvelopeField[] = [],
): InputClass {
  const known = classes.get(name);
  if (known) return known;
  const type = { [name]: class {} }[name] as InputClass;
  classes.set(name, type);
  for (const [key, field] of Object.entries(schema.shape)) {
    const { type: fieldType, list, nullable } = fieldTypeOf(field as z.ZodType, `${name}.${key}`);
    Field(() => (list ? [fieldType()] : fieldType()), {
      nullable,
      description: (field as z.ZodType).description,
    })(type.prototype as object, key);
  }
  for (const { name: key, type: fieldType, description, nullable } of envelope) {
    if (key in schema.shape) continue;
    Field(() => fieldType, { nullable, description })(type.prototype as object, key);
  }
  InputType(name, { description: schema.description })(type);
  return type;
}

function fieldTypeOf(schema: z.ZodType, where: string): FieldType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return { ...fieldTypeOf(schema.unwrap() as z.ZodType, where), nullable: true };
  }
  if (schema instanceof z.ZodArray) {
    return { ...fieldTypeOf(schema.element as z.ZodType, where), list: true, nullable: false };
  }
  return { type: namedTypeOf(schema, where), list: false, nullable: false };
}

function namedTypeOf(schema: z.ZodType, where: string): () => ReturnTypeFuncValue {
  const named = apiNames.get(schema)?.name;
  const scalar = named === undefined ? undefined : scalars.get(named);
  if (scalar) return () => scalar;
  if (schema instanceof z.ZodUUID) return () => ID;
  if (schema instanceof z.ZodEnum) return () => enumOf(schema.options.map(String), named);
  if (schema instanceof z.ZodBoolean) return () => Boolean;
  if (schema instanceof z.ZodNumber) return () => (schema.format === 'safeint' ? Int : GraphQLFloat);
  if (schema instanceof z.ZodString || schema instanceof z.ZodStringFormat) return () => String;
  if (schema instanceof z.ZodObject && named) {
    const type = inputTypeOf(named, schema);
    return () => type;
  }
  throw new Error(`${where} has no GraphQL input type: register its schema in apiNames`);
}

/**
 * The input as the command's schema expects it: GraphQL's null for a field that merely may be left out is taken as
 * left out; where null has a meaning it stays.
 */
export function withoutNeedlessNulls(schema: z.ZodType, value: unknown): unknown {
  const inner = schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema;
  if (value === null) return inner instanceof z.ZodNullable ? null : undefined;
  if (inner instanceof z.ZodNullable) return withoutNeedlessNulls(inner.unwrap() as z.ZodType, value);
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    return value.map((element) => withoutNeedlessNulls(inner.element as z.ZodType, element));
  }
  if (inner instanceof z.ZodObject && typeof value === 'object') {
    const shape = inner.shape as Record<string, z.ZodType>;
    return Object.fromEntries(
      Object.entries(value)
        .map(([key, part]) => [key, shape[key] ? withoutNeedlessNulls(shape[key], part) : part] as const)
        .filter(([, part]) => part !== undefined),
    );
  }
  return value;
}
