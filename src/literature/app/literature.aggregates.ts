import { derivedId, streamId, type StreamId } from '../../kernel/ids.js';
import { aggregate } from '../../platform/commands/aggregate.js';
import type { MergedRecords } from '../../platform/commands/merge-completion.js';
import { doiClaim as doiClaimDecider } from '../domain/doi-claim.decider.js';
import { literatureSourceCommands } from '../domain/literature-source.commands.js';
import { literatureSource as sourceDecider } from '../domain/literature-source.decider.js';
import type { SourceMergeEvent } from '../domain/literature-source.events.js';
import { publishedFigureCommands } from '../domain/published-figure.commands.js';
import { publishedFigure as figureDecider } from '../domain/published-figure.decider.js';
import { sourceMerges as mergesDecider } from '../domain/source-merges.decider.js';
import { doiClaimCommands, sourceMergeCommands } from './inner-commands.js';

export const literatureSource = aggregate({
  category: literatureSourceCommands.category,
  decider: sourceDecider,
  commands: literatureSourceCommands,
});

export const publishedFigure = aggregate({
  category: publishedFigureCommands.category,
  decider: figureDecider,
  commands: publishedFigureCommands,
});

/** The one stream of all merges of sources: its id is fixed. */
export const sourceMergesStream = streamId('literatureSourceMerges', '0c6a2f0b-5d0e-5f6c-8a35-6a1b8f3f7d24');

export const sourceMerges = aggregate({
  category: sourceMergeCommands.category,
  decider: mergesDecider,
  commands: sourceMergeCommands,
  streamOf: () => sourceMergesStream,
});

export const mergedSources: MergedRecords = {
  aggregate: literatureSource,
  command: 'MergeSources',
  list: sourceMergesStream,
  table: 'literature_source',
  merge: ({ source: id, into }: SourceMergeEvent['data']) => ({ id, into }),
};

/** @param doi normalized */
export function doiClaimId(doi: string): StreamId<'doiClaim'> {
  return derivedId('doiClaim', doi);
}

export const doiClaim = aggregate({
  category: doiClaimCommands.category,
  decider: doiClaimDecider,
  commands: doiClaimCommands,
  streamOf: ({ doi }) => doiClaimId(doi),
});
