import { Global, Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { CaseStudiesModule } from './case-studies/case-studies.module.js';
import { HistoryModule } from './history/history.module.js';
import { InitiativesModule } from './initiatives/initiatives.module.js';
import { InterviewsModule } from './interviews/interviews.module.js';
import { LiteratureModule } from './literature/literature.module.js';
import { OrganizationsModule } from './organizations/organizations.module.js';
import { AggregateRunner } from './platform/commands/aggregate-runner.js';
import { BusCommandExecutor } from './platform/commands/bus-command-executor.js';
import { EventLog } from './platform/event-store/event-log.js';
import { GraphqlErrorFilter } from './platform/graphql/graphql-error.filter.js';
import { NodeResolver } from './platform/graphql/node.resolver.js';
import { PositionResolver } from './platform/graphql/position.resolver.js';
import { RecordWriter } from './platform/graphql/record-writer.js';
import { HealthController } from './platform/observability/health.controller.js';
import { PersonalData } from './platform/privacy/personal-data.js';
import { ReadRecords } from './platform/privacy/read-records.js';
import { CasebookRuntime } from './platform/runtime/casebook-runtime.js';
import { Clock } from './platform/runtime/clock.js';
import { TranslationsModule } from './translations/translations.module.js';
import { VocabulariesModule } from './vocabularies/vocabularies.module.js';

/** What every slice stands on. */
@Global()
@Module({})
class PlatformModule {
  static on(runtime: CasebookRuntime): DynamicModule {
    return {
      module: PlatformModule,
      imports: [CqrsModule.forRoot()],
      providers: [
        { provide: CasebookRuntime, useValue: runtime },
        { provide: EventLog, useValue: runtime.log },
        {
          provide: AggregateRunner,
          useFactory: () => new AggregateRunner(runtime.log, runtime.personal),
        },
        { provide: PersonalData, useValue: runtime.personal },
        { provide: ReadRecords, useValue: runtime.reads },
        { provide: Clock, useValue: runtime.clock },
        BusCommandExecutor,
        RecordWriter,
        NodeResolver,
        PositionResolver,
        { provide: APP_FILTER, useClass: GraphqlErrorFilter },
      ],
      controllers: [HealthController],
      exports: [
        CqrsModule,
        CasebookRuntime,
        EventLog,
        AggregateRunner,
        PersonalData,
        ReadRecords,
        Clock,
        BusCommandExecutor,
        RecordWriter,
      ],
    };
  }
}

export const sliceModules = [
  VocabulariesModule,
  LiteratureModule,
  OrganizationsModule,
  InitiativesModule,
  InterviewsModule,
  CaseStudiesModule,
  TranslationsModule,
  HistoryModule,
];

/** The slices without what serves their API (api.module.ts), which a command line needs not load. */
@Module({})
export class AppModule {
  static on(runtime: CasebookRuntime): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.on(runtime), ...sliceModules] };
  }
}
