import { TypeMetadataStorage, type ReturnTypeFuncValue } from '@nestjs/graphql';

/** An argument of a field: its GraphQL type (a list in brackets), whether it may be left out, and what it means. */
export interface FieldArg {
  readonly type: () => ReturnTypeFuncValue;
  readonly nullable?: boolean;
  readonly defaultValue?: unknown;
  readonly description?: string;
}

/**
 * Declares a resolver method's arguments without parameter decorators: Nest then calls the method directly with
 * `(source, args, context, info)`, where a decorated parameter costs a promise and a pipe for every row.
 */
export function FieldArgs(args: Readonly<Record<string, FieldArg>>): MethodDecorator {
  return (target, methodName) => {
    Object.entries(args).forEach(([name, { type, nullable = true, defaultValue, description }], index) => {
      const declared = type();
      const list = Array.isArray(declared);
      TypeMetadataStorage.addMethodParamMetadata({
        kind: 'arg',
        name,
        description,
        target: target.constructor,
        methodName: methodName as string,
        typeFn: () => (list ? (declared as unknown[])[0] : declared) as never,
        index,
        options: { nullable, defaultValue, isArray: list, ...(list && { arrayDepth: 1 }) },
      });
    });
  };
}
