interface Waiting<Holder> {
  readonly holder: Holder;
  readonly exclusive: boolean;
}

/** Lets many holders share a key, or one have it alone, strictly in the order in which they asked. */
export class KeyLock<Holder> {
  private held = 0;
  private alone = false;
  private readonly waiting: Waiting<Holder>[] = [];
  /** Who asked last. */
  last: Holder | null = null;

  get isFree(): boolean {
    return this.held === 0 && this.waiting.length === 0;
  }

  /** @returns whether the key is held now; otherwise a later {@link release} grants it */
  request(holder: Holder, exclusive: boolean): boolean {
    this.last = holder;
    if (this.waiting.length === 0 && this.admits(exclusive)) {
      this.grant(exclusive);
      return true;
    }
    this.waiting.push({ holder, exclusive });
    return false;
  }

  /** @returns those who hold the key from now on */
  release(): Holder[] {
    this.held--;
    const granted: Holder[] = [];
    for (let next = this.waiting[0]; next && this.admits(next.exclusive); next = this.waiting[0]) {
      this.waiting.shift();
      this.grant(next.exclusive);
      granted.push(next.holder);
    }
    return granted;
  }

  private admits(exclusive: boolean): boolean {
    return this.held === 0 || (!exclusive && !this.alone);
  }

  private grant(exclusive: boolean): void {
    this.held++;
    this.alone = exclusive;
  }
}
