import { Lexer, Source, TokenKind } from 'graphql';
import { limitExceeded } from './limit-error.js';
import type { GraphqlLimits } from './limits.js';

const opening: ReadonlySet<string> = new Set([TokenKind.BRACE_L, TokenKind.BRACKET_L, TokenKind.PAREN_L]);
const closing: ReadonlySet<string> = new Set([TokenKind.BRACE_R, TokenKind.BRACKET_R, TokenKind.PAREN_R]);

/**
 * Reads a document's tokens before it is parsed, since the parser recurses and can run out of stack within
 * any useful bound of tokens.
 *
 * @returns the number of tokens
 * @throws GraphQLError LIMIT_EXCEEDED, or without a code where the text is not made of GraphQL tokens
 */
export function scanDocument(source: string, limits: GraphqlLimits): number {
  if (source.length > limits.documentLength) {
    throw limitExceeded('documentLength', limits.documentLength, { requested: source.length });
  }
  const lexer = new Lexer(new Source(source));
  let tokens = 0;
  let nesting = 0;
  for (let token = lexer.advance(); token.kind !== TokenKind.EOF; token = lexer.advance()) {
    if (++tokens > limits.tokens) throw limitExceeded('tokens', limits.tokens);
    if (opening.has(token.kind) && ++nesting > limits.nesting) throw limitExceeded('nesting', limits.nesting);
    if (closing.has(token.kind)) nesting--;
  }
  return tokens;
}
