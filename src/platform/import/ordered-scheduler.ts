import { KeyLock } from './key-lock.js';

/** Something to do, and what it must be kept in order with. */
export interface Task<Payload> {
  readonly payload: Payload;
  /** What it changes: it has this for itself. */
  readonly target: string | null;
  /** Whether it may run in one group with the task before it that has the same target. */
  readonly groups: boolean;
  /** What it only looks at: shared with others that look, never with one that changes it. */
  readonly mentions: readonly string[];
  /** All tasks of a lane end before the first task of another lane begins. */
  readonly lane: string;
  /** Its share of {@link SchedulerLimits.unfinishedSize}. */
  readonly size: number;
}

export interface SchedulerLimits {
  /** Tasks that run at once; a group is begun as a whole. */
  readonly running: number;
  /** Tasks that were read and are not done: running and waiting ones. */
  readonly unfinished: number;
  readonly unfinishedSize: number;
  readonly group: number;
  readonly groupSize: number;
}

export const schedulerLimits: SchedulerLimits = {
  running: 500,
  unfinished: 4_000,
  unfinishedSize: 32_000_000,
  group: 500,
  groupSize: 400_000,
};

interface Group<Payload> {
  readonly payloads: Payload[];
  readonly target: string | null;
  readonly keys: Set<string>;
  size: number;
  /** Keys that others still hold. */
  missing: number;
  started: boolean;
}

/**
 * Runs tasks side by side where that changes nothing, and in the order of their coming where it could: of two tasks
 * that concern the same key, and of which one changes it, the later begins when the earlier has ended. Keys are asked
 * for in the order of the tasks and all at once, so that no two can wait for each other.
 */
export class OrderedScheduler<Payload> {
  private readonly locks = new Map<string, KeyLock<Group<Payload>>>();
  private readonly ready: Group<Payload>[] = [];
  private running = 0;
  private unfinished = 0;
  private unfinishedSize = 0;
  private isBeginning = false;
  private failure: { readonly error: unknown } | null = null;
  private wake: () => void = () => undefined;

  /** @param run does a group's payloads one after the other; when it throws, nothing new is begun */
  constructor(
    private readonly run: (payloads: readonly Payload[]) => Promise<void>,
    private readonly limits: SchedulerLimits = schedulerLimits,
  ) {}

  /** Runs all tasks. @throws what `run` threw, after all that had begun has ended */
  async runAll(tasks: AsyncIterable<Task<Payload>>): Promise<void> {
    let lane: string | null = null;
    for await (const task of tasks) {
      if (lane !== null && lane !== task.lane) await this.until(() => this.unfinished === 0);
      lane = task.lane;
      await this.until(() => this.hasRoomFor(task));
      if (this.failure) break;
      this.add(task);
    }
    await this.until(() => (this.failure ? this.running === 0 : this.unfinished === 0));
    if (this.failure) throw this.failure.error;
  }

  private hasRoomFor(task: Task<Payload>): boolean {
    return (
      this.unfinished === 0 ||
      (this.unfinished < this.limits.unfinished &&
        this.unfinishedSize + task.size <= this.limits.unfinishedSize)
    );
  }

  private async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.failure && this.running === 0) return;
      const woken = new Promise<void>((resolve) => (this.wake = resolve));
      await woken;
    }
  }

  private add(task: Task<Payload>): void {
    this.unfinished++;
    this.unfinishedSize += task.size;
    const joined = this.joinable(task);
    if (joined) {
      joined.payloads.push(task.payload);
      joined.size += task.size;
      for (const key of task.mentions) this.request(joined, key, false);
      return;
    }
    const group: Group<Payload> = {
      payloads: [task.payload], target: task.target, keys: new Set(), size: task.size, missing: 0, started: false,
    }; // prettier-ignore
    if (task.target !== null) this.request(group, task.target, true);
    for (const key of task.mentions) this.request(group, key, false);
    if (group.missing === 0) this.ready.push(group);
    this.beginSoon();
  }

  /**
   * The waiting group of the task's own target, when no other task stands between: its keys must be free, or asked
   * for last by that very group. Otherwise joining would overtake, or wait in a circle.
   */
  private joinable(task: Task<Payload>): Group<Payload> | null {
    if (task.target === null || !task.groups) return null;
    const group = this.locks.get(task.target)?.last;
    if (!group || group.started || group.target !== task.target) return null;
    if (group.payloads.length >= this.limits.group || group.size + task.size > this.limits.groupSize)
      return null;
    const undisturbed = task.mentions.every((key) => {
      const lock = this.locks.get(key);
      return !lock || lock.last === group;
    });
    return undisturbed ? group : null;
  }

  private request(group: Group<Payload>, key: string, exclusive: boolean): void {
    if (group.keys.has(key)) return;
    group.keys.add(key);
    let lock = this.locks.get(key);
    if (!lock) this.locks.set(key, (lock = new KeyLock()));
    if (!lock.request(group, exclusive)) group.missing++;
  }

  /** When reading pauses, not at once: so those that follow find a group to join. */
  private beginSoon(): void {
    if (this.isBeginning) return;
    this.isBeginning = true;
    setImmediate(() => {
      this.isBeginning = false;
      this.begin();
    });
  }

  private begin(): void {
    while (!this.failure && this.running < this.limits.running && this.ready.length > 0) {
      const group = this.ready.shift()!;
      group.started = true;
      this.running += group.payloads.length;
      void this.run(group.payloads)
        .catch((error: unknown) => {
          this.failure ??= { error };
        })
        .then(() => this.end(group));
    }
  }

  private end(group: Group<Payload>): void {
    this.running -= group.payloads.length;
    this.unfinished -= group.payloads.length;
    this.unfinishedSize -= group.size;
    for (const key of group.keys) {
      const lock = this.locks.get(key)!;
      for (const granted of lock.release()) {
        if (--granted.missing === 0) this.ready.push(granted);
      }
      if (lock.isFree) this.locks.delete(key);
    }
    this.begin();
    this.wake();
  }
}
