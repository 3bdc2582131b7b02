import { registerEnumType } from '@nestjs/graphql';

/** An enum of the API: names in upper case, values as the domain writes them. */
export type ApiEnum = Readonly<Record<string, string>>;

const enums: { values: readonly string[]; type: ApiEnum }[] = [];

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
  enums.push({ values, type });
  return type;
}

function apiName(value: string): string {
  return value
    .replace(/([a-z])([A-Z])/g, '$1_$2')
    .replace(/[^A-Za-z0-9]+/g, '_')
    .toUpperCase();
}

/** The enum that holds all of `values`; the smallest, where several do. */
export function enumOf(values: readonly string[]): ApiEnum {
  const found = enums
    .filter((candidate) => values.every((value) => candidate.values.includes(value)))
    .sort((a, b) => a.values.length - b.values.length)[0];
  if (!found) throw new Error(`No API enum holds the values ${values.join(', ')}`);
  return found.type;
}
