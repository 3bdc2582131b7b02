import { aggregate } from '../../platform/commands/aggregate.js';
import { caseStudyCommands } from '../domain/case-study.commands.js';
import { caseStudy as decider } from '../domain/case-study.decider.js';

export const caseStudy = aggregate({
  category: caseStudyCommands.category,
  decider,
  commands: caseStudyCommands,
});
