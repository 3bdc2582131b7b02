import { createRequire } from 'node:module';

/** Which Casebook this is: the version of its package. */
export const { version: programVersion } = createRequire(import.meta.url)('../../../package.json') as {
  readonly version: string;
};
