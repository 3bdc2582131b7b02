/** Codes of the shipped schemes on which other records stand. */
export const shippedSchemes = {
  missions: 'social-missions',
  digitalUses: 'digital-uses',
  sectors: 'sectors',
  regions: 'regions',
  characteristics: 'distinctive-characteristics',
  phases: 'project-phases',
  readiness: 'readiness-conditions',
} as const;
