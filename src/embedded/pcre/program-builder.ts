/** A program under construction: its operations so far, the registers it needs, and where its groups begin. */
import { Machine, type Operation } from './machine.ts';
import { callGroup, type Label } from './operations.ts';

/** The index of a label that is not in the program yet. */
const UNPLACED = -1;

export class ProgramBuilder {
  readonly #operations: Operation[] = [];
  /** Where a call of a group goes. */
  readonly #entries = new Map<number, Label>();
  /** The first ones are the starts and ends of the match and of its groups. */
  #registers: number;

  readonly #groupCount: number;

  constructor(groupCount: number) {
    this.#groupCount = groupCount;
    this.#registers = 2 * (groupCount + 1);
  }

  add(operation: Operation): void {
    this.#operations.push(operation);
  }

  /** Puts a label before the next operation. */
  place(label: Label): void {
    label.index = this.#operations.length;
  }

  register(): number {
    this.#registers += 1;
    return this.#registers - 1;
  }

  callOf(group: number): Operation {
    return callGroup(group, this.#entry(group));
  }

  /** A group begins here; of several groups of a number, calls go to the first. */
  placeEntry(group: number): void {
    const entry = this.#entry(group);
    if (entry.index === UNPLACED) this.place(entry);
  }

  build(): Machine {
    return new Machine(this.#operations, this.#groupCount, this.#registers);
  }

  #entry(group: number): Label {
    const known = this.#entries.get(group);
    if (known !== undefined) return known;
    const entry = newLabel();
    this.#entries.set(group, entry);
    return entry;
  }
}

export function newLabel(): Label {
  return { index: UNPLACED };
}
