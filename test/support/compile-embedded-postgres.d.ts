/** Types of `compile-embedded-postgres.js`, which jest's global setup needs as plain JavaScript. */
export function compileEmbeddedPostgres(): Promise<{ folder: string; entry: string }>;
