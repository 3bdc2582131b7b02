import { Field, Int, ObjectType } from '@nestjs/graphql';
import { DomainError, domainErrorCodes } from '../../kernel/errors.js';
import { retryAfterOf } from '../errors/retry-after.js';
import { apiEnum } from './enums.js';

export const UserErrorCodeEnum = apiEnum(
  'UserErrorCode',
  domainErrorCodes,
  'Why a mutation was refused. Stable.',
);

@ObjectType('Conflict', { description: 'What stands now, where a mutation expected something else.' })
export class ConflictView {
  @Field(() => Int, { nullable: true, description: 'Revision or text version that the mutation named.' })
  expected?: number;

  @Field(() => Int, { nullable: true, description: 'Revision or text version that stands.' })
  actual?: number;

  @Field({ nullable: true })
  language?: string;

  @Field({ nullable: true, description: 'The text as it stands.' })
  currentText?: string;

  @Field({ nullable: true, description: 'The text as the mutation wanted it.' })
  yourText?: string;
}

@ObjectType('UserError', { description: 'A refusal that the caller can mend.' })
export class UserErrorView {
  @Field(() => UserErrorCodeEnum)
  code!: string;

  @Field()
  message!: string;

  @Field(() => [String], { description: 'Leads to the input at fault, from `input` on.' })
  path!: string[];

  @Field(() => ConflictView, { nullable: true })
  conflict?: ConflictView;

  @Field({ nullable: true, description: 'What the rule that said no has to add, as JSON.' })
  details?: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'Seconds after which the same may be said again, with the same idempotency key. Null where that would change nothing.',
  })
  retryAfter?: number;
}

/** One user error, or one for each problem of an input that does not fit its schema. */
export function userErrors(error: DomainError): UserErrorView[] {
  const { problems, ...details } = error.details as {
    problems?: { path: (string | number)[]; message: string }[];
  };
  if (error.code === 'INVALID_INPUT' && problems) {
    return problems.map(({ path, message }) => ({ code: error.code, message, path: inputPath(path) }));
  }
  const isConflict = error.code === 'TEXT_CONFLICT' || error.code === 'REVISION_CONFLICT';
  return [
    {
      code: error.code,
      message: error.message,
      path: inputPath(error.path),
      retryAfter: retryAfterOf(error.code),
      ...(isConflict && { conflict: asConflict(details) }),
      ...(Object.keys(details).length > 0 && { details: JSON.stringify(details) }),
    },
  ];
}

function inputPath(path: readonly (string | number)[]): string[] {
  return ['input', ...path.map(String)];
}

function asConflict(details: Record<string, unknown>): ConflictView {
  const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return {
    expected: number(details['expected']),
    actual: number(details['actual']),
    language: text(details['language']),
    currentText: text(details['currentText']),
    yourText: text(details['yourText']),
  };
}
