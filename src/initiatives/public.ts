export { InitiativeChecks } from './app/initiative-checks.js';
export type { InitiativeEvent, Stage } from './domain/initiative.events.js';
export { InitiativeView, OutcomeView } from './graphql/initiative.type.js';
export { InitiativeWhere } from './graphql/initiative-where.type.js';
export { initiativeFields } from './read-model/initiative-fields.js';
export { ListInitiatives } from './read-model/list-initiatives.js';
export type { InitiativeRow } from './read-model/initiative.entity.js';
