import { Inject } from '@nestjs/common';
import { GraphQLSchemaFactory } from '@nestjs/graphql';
import { ResolversExplorerService } from '@nestjs/graphql/dist/services/resolvers-explorer.service.js';
import { MercuriusDriver } from '@nestjs/mercurius';
import { isInterfaceType, isObjectType, type GraphQLFieldResolver, type GraphQLSchema } from 'graphql';
import { readPlainFields } from './plain-fields.js';

/** How a field of the schema is resolved: a subscription's has two functions. */
type Resolve = GraphQLFieldResolver<unknown, unknown> | object;

/**
 * Makes the schema of the resolvers' classes once. The driver it extends makes it, prints it, reads the print, joins both
 * and sorts the result, at each start: a fifth of all the work of a start. That the schema is right, a test says.
 */
export class SchemaDriver extends MercuriusDriver {
  @Inject(GraphQLSchemaFactory) private readonly schemas!: GraphQLSchemaFactory;
  @Inject(ResolversExplorerService) private readonly resolvers!: ResolversExplorerService;

  override async generateSchema(): Promise<GraphQLSchema> {
    const schema = await this.schemas.create(this.resolvers.getAllCtors(), { skipCheck: true });
    const types = Object.entries(this.resolvers.explore() as Record<string, Record<string, Resolve>>);
    for (const [name, resolves] of types) {
      const type = schema.getType(name);
      // What is resolved for an interface is resolved for every type of it.
      const objects = isInterfaceType(type) ? schema.getImplementations(type).objects : [type];
      for (const object of objects) {
        if (!isObjectType(object)) throw new Error(`Resolvers belong to object types, and ${name} is none`);
        for (const [field, resolve] of Object.entries(resolves)) {
          Object.assign(object.getFields()[field]!, typeof resolve === 'function' ? { resolve } : resolve);
        }
      }
    }
    return readPlainFields(schema);
  }
}
