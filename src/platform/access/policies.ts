import type { Policy } from './policy.js';

/**
 * The policy of each category of records. Slices register theirs; a category without one is open to nobody. Statements
 * ask through record-tables.ts.
 */
const policies = new Map<string, Policy>();

export function registerPolicy(category: string, policy: Policy): void {
  policies.set(category, policy);
}

export function policyOf(category: string): Policy | undefined {
  return policies.get(category);
}
