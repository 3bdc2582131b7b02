import { Kind, type ValidationRule } from 'graphql';
import { limitExceeded } from './limit-error.js';
import { structuralLimits, type GraphqlLimits } from './limits.js';
import { documentMeasure } from './measure-document.js';

/**
 * A validation rule for all bounds that need neither schema nor variables. It is cheap for any document, so
 * run it before the rules of the specification, some of which are not.
 */
export function limitsRule(limits: GraphqlLimits): ValidationRule {
  return (context) => ({
    Document(document) {
      const measure = documentMeasure(document);
      for (const node of document.definitions) {
        if (node.kind !== Kind.OPERATION_DEFINITION) continue;
        const size = measure(node);
        for (const limit of structuralLimits) {
          if (size[limit] <= limits[limit]) continue;
          context.reportError(limitExceeded(limit, limits[limit], { requested: size[limit], nodes: node }));
        }
      }
      return false;
    },
  });
}
