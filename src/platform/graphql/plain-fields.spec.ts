import { NestFactory } from '@nestjs/core';
import {
  Extensions,
  Field,
  GraphQLSchemaBuilderModule,
  GraphQLSchemaFactory,
  ObjectType,
  Query,
  Resolver,
} from '@nestjs/graphql';
import { isObjectType } from 'graphql';
import { plain, readPlainFields } from './plain-fields.js';

@ObjectType()
class Place {
  @Field()
  name!: string;
}

@ObjectType()
class Library {
  @Field(() => [String])
  names!: string[];

  @Field()
  place!: Place;

  @Field()
  @Extensions(plain)
  branch!: Place;
}

@Resolver()
class LibraryResolver {
  @Query(() => Library)
  library(): Library | null {
    return null;
  }
}

describe('fields that Nest gives a function in the place of a resolver', () => {
  it('are read as properties where they are scalars or say so, and left as they are elsewhere', async () => {
    const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: false });
    const schema = await app.get(GraphQLSchemaFactory).create([LibraryResolver]);
    const resolverOf = (type: string, field: string) => {
      const found = schema.getType(type);
      return isObjectType(found) ? found.getFields()[field]!.resolve : null;
    };
    expect(resolverOf('Library', 'names')).toBeInstanceOf(Function);
    readPlainFields(schema);
    expect(resolverOf('Library', 'names')).toBeUndefined();
    expect(resolverOf('Place', 'name')).toBeUndefined();
    expect(resolverOf('Library', 'branch')).toBeUndefined();
    expect(resolverOf('Library', 'place')).toBeInstanceOf(Function);
    await app.close();
  });
});
