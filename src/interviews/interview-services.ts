import type { Provider } from '@nestjs/common';
import { AggregateRunner } from '../platform/commands/aggregate-runner.js';
import { CasebookRuntime } from '../platform/runtime/casebook-runtime.js';
import { ClearStreams } from './app/clear-streams.js';
import { closedWithin, type ClosedReads } from './app/closed-reads.js';
import { NotesAbout } from './app/copied-passages.js';
import { Erasure } from './app/erasure.js';
import { Persons } from './app/persons.js';
import { Promises } from './app/promises.js';
import { DuePromisesOnRecord } from './read-model/due-promises.js';
import { NotesAboutOnRecord } from './read-model/notes-about.js';

/** A process without a read model answers nobody: there is nothing that could be read for too long. */
function closedReads(runtime: CasebookRuntime): ClosedReads {
  return {
    since: async (position) => !runtime.hasReadModel || runtime.projector.waitFor(position, closedWithin),
  };
}

/** What the slice has of the process that it runs in. */
export const interviewServices: Provider[] = [
  {
    provide: Persons,
    inject: [CasebookRuntime],
    useFactory: ({ tokens }: CasebookRuntime): Persons => ({
      async unknownAmong(ids) {
        const known = await tokens.namesOf(ids);
        return ids.filter((id) => !known.has(id));
      },
    }),
  },
  {
    provide: NotesAbout,
    inject: [CasebookRuntime],
    useFactory: (runtime: CasebookRuntime) =>
      new NotesAboutOnRecord(() => (runtime.hasReadModel ? runtime.readModel.current() : null)),
  },
  {
    provide: Erasure,
    inject: [AggregateRunner, ClearStreams, CasebookRuntime],
    useFactory: (runner: AggregateRunner, streams: ClearStreams, runtime: CasebookRuntime) =>
      new Erasure(runner, runtime.personal, streams, runtime.log, closedReads(runtime), runtime.logger),
  },
  {
    provide: Promises,
    inject: [Erasure, AggregateRunner, CasebookRuntime],
    useFactory: (erasure: Erasure, runner: AggregateRunner, runtime: CasebookRuntime) =>
      new Promises(
        erasure,
        runner,
        new DuePromisesOnRecord(() => runtime.readModel.current()),
        runtime.clock,
        runtime.logger,
      ),
  },
];
