import { raw } from '../read-side/sql.js';
import { registerPolicy } from './policies.js';
import { publicRecords, type Policy } from './policy.js';
import { isVisible, registerTables, visibleRows } from './record-tables.js';
import { isSettledByLog } from './settled-by-log.js';
import { anonymous } from './viewer.js';

const { settledByLog: _said, ...silent } = publicRecords;
const policies: Readonly<Record<string, Policy>> = {
  told: publicRecords,
  untold: silent,
  denied: { ...publicRecords, settledByLog: false },
};
for (const [category, policy] of Object.entries(policies)) {
  registerPolicy(category, policy);
  registerTables(category, category, { [`${category}_part`]: 'id' });
}

const asking = () => ({ ...anonymous });

describe('What a viewer is shown', () => {
  it('is settled by the log as long as all policies say so', () => {
    const viewer = asking();
    visibleRows('told', viewer);
    visibleRows('told_part', viewer);
    expect(isSettledByLog(viewer)).toBe(true);
  });

  it.each(['untold', 'denied', 'untold_part', 'denied_part'])('is not once %s was asked for', (table) => {
    const [viewer, other, another] = [asking(), asking(), asking()];
    visibleRows(table, viewer);
    visibleRows('told', viewer);
    isVisible(table, raw('x.id'), other);
    expect([viewer, other, another].map(isSettledByLog)).toEqual([false, false, true]);
  });
});
