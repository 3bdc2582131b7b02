/** Writes schema/schema.graphql from the code. */
import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { printedGraphqlSchema } from './graphql-schema.js';

await writeFile(new URL('../schema/schema.graphql', import.meta.url), await printedGraphqlSchema());
