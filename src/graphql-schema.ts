import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory, RESOLVER_TYPE_METADATA } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { sliceModules } from './app.module.js';
import { NodeResolver } from './platform/graphql/node.resolver.js';
import { PositionResolver } from './platform/graphql/position.resolver.js';

/** The API's schema in SDL, made from the resolvers of all slices; needs no database. */
export async function printedGraphqlSchema(): Promise<string> {
  const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
  try {
    const providers = sliceModules.flatMap(
      (module) => (Reflect.getMetadata('providers', module) ?? []) as Type[],
    );
    const resolvers = [
      NodeResolver,
      PositionResolver,
      ...providers.filter((provider) => Reflect.hasMetadata(RESOLVER_TYPE_METADATA, provider)),
    ];
    const schema = await app.get(GraphQLSchemaFactory).create(resolvers);
    return `${printSchema(lexicographicSortSchema(schema))}\n`;
  } finally {
    await app.close();
  }
}
