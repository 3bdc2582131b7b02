/**
 * Hides records of the compiled service from whoever is no editor, so that a test sees which paths ask the policy. To be
 * loaded before the program: NODE_OPTIONS=--import=<this file>.
 */
const compiled = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);

// The slices register their own first.
await compiled('app.module.js');
const { registerPolicy } = await compiled('platform/access/policies.js');
const { publicRecords } = await compiled('platform/access/policy.js');
const { isEditor } = await compiled('platform/access/viewer.js');
const { always, sql } = await compiled('platform/read-side/sql.js');

const forEditorsUnless = (condition) => ({
  ...publicRecords,
  rows: (viewer) => (isEditor(viewer) ? always : condition),
});

// With OR at its top: it fails where it is not kept together.
registerPolicy(
  'organization',
  forEditorsUnless(sql`r.website IS NULL OR r.website <> ${'https://hidden.example.org/'}`),
);
registerPolicy('conceptScheme', forEditorsUnless(sql`r.code <> ${'readiness-conditions'}`));
