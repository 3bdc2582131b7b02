import type { z } from 'zod';
import { DomainError } from '../../kernel/errors.js';

/**
 * The input as its schema reads it.
 * @throws DomainError INVALID_INPUT at the first problem, with all of them in `details.problems`
 */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => ({
    path: issue.path.map(pathPart),
    message: issue.message,
  }));
  const first = problems[0]!;
  const where = first.path.length > 0 ? `${first.path.join('.')}: ` : '';
  const more = problems.length > 1 ? ` (and ${problems.length - 1} more)` : '';
  throw new DomainError('INVALID_INPUT', `${where}${first.message}${more}`, first.path, { problems });
}

function pathPart(part: PropertyKey): string | number {
  return typeof part === 'symbol' ? String(part) : part;
}
