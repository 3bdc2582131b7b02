export type { CaseStudyContent } from './domain/case-study.content.js';
export type { CaseStudyEvent } from './domain/case-study.events.js';
export { CaseStudyEditionView, CaseStudyView } from './graphql/case-study.type.js';
export { shownEdition } from './graphql/find-case-study.js';
export type { FoundCaseStudy } from './read-model/find-case-studies.js';
export { ListCaseStudies } from './read-model/list-case-studies.js';
