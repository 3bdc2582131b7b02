import { GraphQLError } from 'graphql';
import type { Personal, SealedPersonal } from '../../kernel/personal.js';
import { PersonalDataClosed, type PersonalData } from '../../platform/privacy/personal-data.js';

/**
 * Opens what the policy has given, in its order: the vault is not asked for nothing.
 * @throws PERSONAL_DATA_CLOSED, a top-level error
 */
export async function openedValues(
  personal: PersonalData,
  values: readonly SealedPersonal[],
): Promise<Personal<string>[]> {
  if (values.length === 0) return [];
  try {
    return await personal.open<string>(values);
  } catch (error) {
    if (!(error instanceof PersonalDataClosed)) throw error;
    throw new GraphQLError(error.message, { extensions: { code: 'PERSONAL_DATA_CLOSED' } });
  }
}
