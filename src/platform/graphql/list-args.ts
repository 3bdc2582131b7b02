import { Field, InputType, type ReturnTypeFuncValue } from '@nestjs/graphql';
import { searchLanguages } from '../read-side/search.js';
import { apiEnum } from './enums.js';

export const SearchLanguageEnum = apiEnum(
  'SearchLanguage',
  searchLanguages,
  'Language whose word forms a search knows.',
);
export const DirectionEnum = apiEnum('OrderDirection', ['asc', 'desc'], 'Direction of an order.');

@InputType('SearchInput')
export class SearchInput {
  @Field({ description: 'Words, a "quoted phrase", or, -without. At most 500 characters.' })
  text!: string;

  @Field(() => SearchLanguageEnum, { nullable: true, description: 'Default: both.' })
  language?: string | null;
}

export interface OrderInput {
  readonly field: string;
  readonly direction: string;
}

/** The input type by which a record's lists are ordered. */
export function orderInput(name: string, fields: Readonly<Record<string, string>>): new () => OrderInput {
  const fieldEnum = apiEnum(
    `${name}OrderField`,
    Object.keys(fields),
    `What a list of this type is ordered by.`,
    {
      names: Object.fromEntries(Object.keys(fields).map((field) => [field, field])),
      descriptions: fields,
    },
  );

  @InputType(`${name}Order`)
  class Order implements OrderInput {
    @Field(() => fieldEnum as ReturnTypeFuncValue as never)
    field!: string;

    @Field(() => DirectionEnum, {
      nullable: true,
      description: 'Default: the latest, the most relevant or the first of the alphabet first.',
    })
    direction!: string;
  }
  return Order;
}
