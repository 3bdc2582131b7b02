/** Writes schema/events/**\/*.schema.json from the definitions. Schemas of older versions stay as they were written. */
import { mkdir, writeFile } from 'node:fs/promises';
import { eventSchemas, findEventDefinitions, schemaFolder } from './event-schemas.js';

const files = eventSchemas(await findEventDefinitions());
for (const [path, text] of files) {
  const file = new URL(path, schemaFolder);
  await mkdir(new URL('.', file), { recursive: true });
  await writeFile(file, text);
}
process.stdout.write(`${files.size} event schemas written to schema/events\n`);
