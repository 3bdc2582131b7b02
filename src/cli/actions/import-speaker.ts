import { DomainError } from '../../kernel/errors.js';
import { policyOf } from '../../platform/access/policies.js';
import type { TokenStore } from '../../platform/access/token-store.js';
import { isPerson, type Viewer } from '../../platform/access/viewer.js';
import type { BusCommandExecutor } from '../../platform/commands/bus-command-executor.js';
import type { CommandCheck } from '../../platform/import/command-line.js';
import { OperatorError } from '../../platform/observability/operator-error.js';

/** The person as whom an import speaks. @throws OperatorError when nobody has that id, or no valid token */
export async function personNamed(
  id: string,
  tokens: TokenStore,
): Promise<Viewer & { readonly actor: string }> {
  const viewer = await tokens.viewerOf(id);
  if (viewer) return viewer;
  throw new OperatorError(
    `--as ${id} names nobody who has a valid token: \`casebook token list\` shows the persons of this base`,
  );
}

/** Asks the policy of a command's record, as mutations do. What is no command at all is refused where it is said. */
export function forbiddenTo(viewer: Viewer, executor: BusCommandExecutor): CommandCheck {
  return (name, input) => {
    const category = categoryOf(name, input, executor);
    if (category === null) return [];
    const policy = policyOf(category);
    if (policy?.mayCommand(viewer, name)) return [];
    const message =
      !isPerson(viewer) && policy
        ? `${name} is said by a person, so that nobody approves what they wrote themselves: name one with --as <person>`
        : `The role ${viewer.role} may not say ${name}`;
    return [{ code: 'FORBIDDEN', message, path: ['command'] }];
  };
}

function categoryOf(name: string, input: unknown, executor: BusCommandExecutor): string | null {
  try {
    return executor.find(name, input).category;
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}
