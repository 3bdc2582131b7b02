import 'reflect-metadata';
import { serve } from './serve.js';

await serve(process.env).catch((error: unknown) => {
  process.stderr.write(`casebook: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
