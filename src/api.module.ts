import { Module, type DynamicModule } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import type { MercuriusDriverConfig } from '@nestjs/mercurius';
import { AppModule } from './app.module.js';
import { SchemaDriver } from './platform/graphql/schema-driver.js';
import type { CasebookRuntime } from './platform/runtime/casebook-runtime.js';

/** The slices with their API. */
@Module({})
export class ApiModule {
  static on(runtime: CasebookRuntime): DynamicModule {
    return {
      module: ApiModule,
      imports: [
        AppModule.on(runtime),
        GraphQLModule.forRoot<MercuriusDriverConfig>({
          driver: SchemaDriver,
          // The route is our own (platform/graphql/http): Mercurius keeps the schema.
          routes: false,
          graphiql: false,
        }),
      ],
    };
  }
}
