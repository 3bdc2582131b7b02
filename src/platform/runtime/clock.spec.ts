import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileClock, SystemClock } from './clock.js';

it('the system’s clock says now, and the day in UTC', () => {
  const clock = new SystemClock();
  const before = Date.now();
  const now = clock.now().getTime();
  expect([before <= now, now <= Date.now()]).toEqual([true, true]);
  expect(clock.today()).toMatch(/^\d{4}-\d\d-\d\d$/);
});

it('a clock file is read at each ask; what is no instant is named', async () => {
  const folder = await mkdtemp(join(tmpdir(), `casebook-test-${process.pid}-`));
  const path = join(folder, 'clock');
  const clock = new FileClock(path);
  expect(() => clock.now()).toThrow(path);
  await writeFile(path, '2031-12-31T23:30:00-05:00\n');
  expect(clock.today()).toBe('2032-01-01');
  await writeFile(path, '2026-01-01T00:00:00Z');
  expect(clock.now()).toEqual(new Date('2026-01-01T00:00:00Z'));
  for (const text of ['', 'tomorrow', '2026-01-01', '2026-13-01T00:00:00Z', '2026-01-01T00:00:00']) {
    await writeFile(path, text);
    expect(() => clock.now()).toThrow(`The clock file ${path} holds no instant`);
  }
  await rm(folder, { recursive: true });
});
