import { principles, type Assessment, type Principle } from './organization.events.js';

/** The latest assessment of each principle that was assessed. */
export type Assessments = Readonly<Partial<Record<Principle, Assessment>>>;

/** `assessed` counts the principles that were assessed, of six. */
export interface Eligibility {
  readonly status: 'eligible' | 'not-eligible' | 'incomplete';
  readonly assessed: number;
}

/**
 * What the assessments come to: eligible only when all six principles are assessed as met; one that is not met
 * settles it, however many are still to be assessed.
 */
export function eligibility({ assessments }: { readonly assessments: Assessments }): Eligibility {
  const made = principles.flatMap((principle) => assessments[principle] ?? []);
  const assessed = made.length;
  if (made.some(({ met }) => !met)) return { status: 'not-eligible', assessed };
  return { status: assessed === principles.length ? 'eligible' : 'incomplete', assessed };
}
