/** Something kept for each collection and view, by the number that it has in the catalog: a rename leaves it, a drop ends it. */

const FIRST_CLEANING = 1_000;

export class PerCollection<T> {
  private readonly byId = new Map<number, T>();
  private readonly make: () => T;
  private readonly existing: () => ReadonlySet<number>;
  private nextCleaning = FIRST_CLEANING;

  /** `existing` tells the numbers that are in use, so that what was dropped is not kept for ever. */
  constructor(make: () => T, existing: () => ReadonlySet<number>) {
    this.make = make;
    this.existing = existing;
  }

  find(id: number): T | undefined {
    return this.byId.get(id);
  }

  /** Made when there is none yet. */
  of(id: number): T {
    const known = this.byId.get(id);
    if (known !== undefined) return known;
    if (this.byId.size >= this.nextCleaning) this.clean();
    const made = this.make();
    this.byId.set(id, made);
    return made;
  }

  private clean(): void {
    const existing = this.existing();
    for (const id of this.byId.keys()) if (!existing.has(id)) this.byId.delete(id);
    this.nextCleaning = Math.max(FIRST_CLEANING, this.byId.size * 2);
  }
}
