import './platform/runtime/production.js';
import { loadConfig } from './platform/config/config.js';

try {
  const config = loadConfig(process.env);
  // Loaded only now: what is wrong with the environment is said at once, and the line above comes before all packages.
  const { serve } = await import('./serve.js');
  await serve(config, process.env);
} catch (error) {
  const { failureLine } = await import('./platform/observability/failure-line.js');
  process.stderr.write(`casebook: ${failureLine(error, process.env)}\n`);
  process.exit(1);
}
