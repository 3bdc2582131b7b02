import './platform/runtime/production.js';
import 'reflect-metadata';
import { failureLine } from './platform/observability/failure-line.js';
import { serve } from './serve.js';

await serve(process.env).catch((error: unknown) => {
  process.stderr.write(`casebook: ${failureLine(error, process.env)}\n`);
  process.exit(1);
});
