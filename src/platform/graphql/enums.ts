import { registerEnumType } from '@nestjs/graphql';

/** An enum of the API: names in upper case, values as the domain writes them. */
export type ApiEnum = Readonly<Record<string, string>>;

const enums: { name: string; values: readonly string[]; type: ApiEnum }[] = [];

/** Makes a GraphQL enum of domain values: `non-profit` is shown as `NON_PROFIT`, `1-4` as `FROM_1_TO_4`. */
export function apiEnum(
  name: string,
  values: readonly string[],
  description: string,
  options: { names?: Readonly<Record<string, string>>; descriptions?: Readonly<Record<string, string>> } = {},
): ApiEnum {
  const named = values.map((value) => [options.names?.[value] ?? apiName(value), value] as const);
  const type: ApiEnum = Object.fromEntries(named);
  registerEnumType(type, {
    name,
    description,
    valuesMap: Object.fromEntries(
      named.map(([key, value]) => [key, { description: options.descriptions?.[value] }]),
    ),
  });
  enums.push({ name, values, type });
  return type;
}

function apiName(value: string): string {
  return value
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

/**
 * The enum of a schema's values: the one that an input's schema names, or else the only one with just these values, or
 * else the only one that has them all and more. To be asked when all enums have been made, so that their order does not matter.
 * @param name under which the schema stands in apiNames; needed where several enums would do
 */
export function enumOf(values: readonly string[], name?: string): ApiEnum {
  const holding = enums.filter(
    (one) => (name ?? one.name) === one.name && values.every((value) => one.values.includes(value)),
  );
  const exact = holding.filter((one) => one.values.length === values.length);
  const found = exact.length > 0 ? exact : holding;
  if (found.length === 1) return found[0]!.type;
  const which = found.length === 0 ? 'No API enum' : found.map((one) => one.name).join(' and ');
  throw new Error(
    `${which} ${found.length > 1 ? 'each hold' : 'holds'} the values ${values.join(', ')}: name one in apiNames`,
  );
}
