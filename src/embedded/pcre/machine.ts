/**
 * Runs a compiled pattern with backtracking, as PCRE2 does, on a stack of its own and within a number of steps: a pattern
 * that would try without end fails with an error instead.
 */

/** Does one thing at a position of the text; answers the position after it, or `FAIL`. May set `machine.next`. */
export type Operation = (machine: Machine, at: number) => number;

export const FAIL = -1;
/** The value of `Machine.next` that ends a run with success. */
export const END = -1;
export const UNSET = -1;
/** The register of the highest group that was closed. */
const HIGHEST_GROUP = 1;

/** An attempt may take this many steps, and some more for each code unit of the text. A step takes about 10 ns. */
const STEPS_MAX = 4_000_000;
const STEPS_PER_UNIT = 32;
/** What is kept for backtracking, in entries of 16 bytes; PCRE2 as MongoDB builds it keeps 4,000. */
const STACK_ENTRIES_MAX = 1 << 20;
const STACK_ENTRIES_START = 64;
/** A larger stack is given back after use. */
const STACK_ENTRIES_KEPT = 1 << 14;
const ENTRY_SIZE = 4;
const CALL_DEPTH_MAX = 1_000;

const CHOICE = 0;
const REGISTER = 1;
const SHORTER = 2;
const FRAME = 3;

export class MatchLimitError extends Error {
  override readonly name = 'MatchLimitError';
}

/** A call of a group, and where it goes on afterwards. */
export interface Frame {
  readonly group: number;
  readonly at: number;
  readonly returnTo: number;
  readonly registers: Int32Array;
  readonly caller: Frame | undefined;
  readonly depth: number;
}

export class Machine {
  text = '';
  /** Where the search began. */
  searchStart = 0;
  /** The index of the operation to come. */
  next = 0;
  /** The match's start, the highest group closed, starts and ends of the groups from 2 on, and what loops count. */
  readonly registers: Int32Array;
  readonly #groupRegistersEnd: number;
  readonly #program: readonly Operation[];
  #stack = newStack();
  #top = 0;
  #stepsLeft = 0;
  #frame: Frame | undefined;
  readonly #frames: (Frame | undefined)[] = [];

  constructor(program: readonly Operation[], groupCount: number, registerCount: number) {
    this.#program = program;
    this.#groupRegistersEnd = 2 * (groupCount + 1);
    this.registers = new Int32Array(registerCount);
  }

  /** Begins a search in a text. */
  reset(text: string, searchStart: number): void {
    // Searches that go on in a text share what one may take, or many of them would have no bound together.
    if (searchStart === 0 || text !== this.text) this.#stepsLeft = STEPS_MAX + STEPS_PER_UNIT * text.length;
    this.text = text;
    this.searchStart = searchStart;
    this.registers.fill(UNSET);
    this.#top = 0;
    this.#frame = undefined;
    this.#frames.length = 0;
    if (this.#stack.length > STACK_ENTRIES_KEPT * ENTRY_SIZE) this.#stack = newStack();
  }

  /** Tries to match at a position; answers the end of the match or `FAIL`, which leaves all as it was. */
  attempt(at: number): number {
    this.registers[0] = at;
    return this.run(0, at);
  }

  /** Runs from an operation on until one ends the run. What the run leaves for backtracking stays on the stack. */
  run(start: number, at: number): number {
    const base = this.#top;
    const program = this.#program;
    let position = at;
    this.next = start;
    while (this.next !== END) {
      this.spend(1);
      const operation = program[this.next];
      if (operation === undefined) throw new RangeError(`no operation ${this.next}`);
      this.next += 1;
      position = operation(this, position);
      if (position === FAIL) {
        position = this.#backtrack(base);
        if (position === FAIL) return FAIL;
      }
    }
    return position;
  }

  /** Runs a part whose inner choices are final once it has matched. */
  runAtomic(start: number, at: number): number {
    const base = this.#top;
    const end = this.run(start, at);
    if (end !== FAIL) this.#dropChoices(base);
    return end;
  }

  /** Runs a part that only looks: nothing of what it set remains. */
  runSilently(start: number, at: number): boolean {
    const base = this.#top;
    const found = this.run(start, at) !== FAIL;
    this.#undo(base);
    return found;
  }

  spend(steps: number): void {
    this.#stepsLeft -= steps;
    if (this.#stepsLeft < 0) throw new MatchLimitError('match limit exceeded');
  }

  /** On failure further on, goes on with another operation at a position. */
  pushChoice(operation: number, at: number): void {
    this.#push(CHOICE, operation, at, 0);
  }

  /** On failure further on, goes on with the operation one code point further back, down to the least position. */
  pushShorter(operation: number, least: number, at: number): void {
    this.#push(SHORTER, operation, least, at);
  }

  /** Sets a register until backtracking takes it back. */
  set(register: number, value: number): void {
    this.#push(REGISTER, register, this.registers[register] ?? UNSET, 0);
    this.registers[register] = value;
  }

  get frame(): Frame | undefined {
    return this.#frame;
  }

  isGroupSet(group: number): boolean {
    return group <= (this.registers[HIGHEST_GROUP] ?? UNSET) && this.registers[2 * group + 1] !== UNSET;
  }

  closeGroup(group: number, start: number, end: number): void {
    this.set(2 * group, start);
    this.set(2 * group + 1, end);
    if (group > (this.registers[HIGHEST_GROUP] ?? UNSET)) this.set(HIGHEST_GROUP, group);
  }

  call(group: number, at: number, operation: number): number {
    const depth = (this.#frame?.depth ?? 0) + 1;
    for (let frame = this.#frame; frame !== undefined; frame = frame.caller) {
      this.spend(1);
      if (frame.group === group && frame.at === at) throw new MatchLimitError('recursion loop');
      if (frame.at !== at) break;
    }
    if (depth > CALL_DEPTH_MAX) throw new MatchLimitError('recursion is too deep');
    const { registers } = this;
    this.spend(registers.length);
    this.#setFrame({
      group,
      at,
      returnTo: this.next,
      registers: registers.slice(),
      caller: this.#frame,
      depth,
    });
    this.next = operation;
    return at;
  }

  /**
   * Ends the call: what the groups were before it, they are again. PCRE2 forgets only to clear groups above the highest
   * that was closed before; they are out of sight until a group beyond them is closed.
   */
  returnFromCall(frame: Frame): void {
    const { registers } = this;
    this.spend(registers.length);
    const visible = 2 * (Math.max(frame.registers[HIGHEST_GROUP] ?? 0, 0) + 1);
    for (let register = HIGHEST_GROUP; register < registers.length; register += 1) {
      if (register >= visible && register < this.#groupRegistersEnd) continue;
      const before = frame.registers[register] ?? UNSET;
      if (registers[register] !== before) this.set(register, before);
    }
    this.#setFrame(frame.caller);
    this.next = frame.returnTo;
  }

  #setFrame(frame: Frame | undefined): void {
    this.#push(FRAME, this.#frames.length, 0, 0);
    this.#frames.push(this.#frame);
    this.#frame = frame;
  }

  #push(kind: number, a: number, b: number, c: number): void {
    const top = this.#top;
    if (top === this.#stack.length) this.#grow();
    const stack = this.#stack;
    stack[top] = kind;
    stack[top + 1] = a;
    stack[top + 2] = b;
    stack[top + 3] = c;
    this.#top = top + ENTRY_SIZE;
  }

  #grow(): void {
    const length = this.#stack.length * 2;
    if (length > STACK_ENTRIES_MAX * ENTRY_SIZE) throw new MatchLimitError('backtracking depth limit exceeded');
    const larger = new Int32Array(length);
    larger.set(this.#stack);
    this.#stack = larger;
  }

  /** Takes back what was done since the last choice above the base and takes that choice. */
  #backtrack(base: number): number {
    const stack = this.#stack;
    while (this.#top > base) {
      const entry = this.#top - ENTRY_SIZE;
      const kind = stack[entry];
      if (kind === CHOICE) {
        this.#top = entry;
        this.next = stack[entry + 1] ?? END;
        return stack[entry + 2] ?? FAIL;
      }
      if (kind === SHORTER) return this.#shorten(entry);
      this.#undoEntry(entry);
      this.#top = entry;
    }
    return FAIL;
  }

  #shorten(entry: number): number {
    const stack = this.#stack;
    const at = previousPosition(this.text, stack[entry + 3] ?? 0);
    if (at <= (stack[entry + 2] ?? 0)) this.#top = entry;
    else stack[entry + 3] = at;
    this.next = stack[entry + 1] ?? END;
    return at;
  }

  #undo(base: number): void {
    while (this.#top > base) {
      this.#top -= ENTRY_SIZE;
      this.#undoEntry(this.#top);
    }
  }

  #undoEntry(entry: number): void {
    const stack = this.#stack;
    const kind = stack[entry];
    const index = stack[entry + 1] ?? 0;
    if (kind === REGISTER) this.registers[index] = stack[entry + 2] ?? UNSET;
    else if (kind === FRAME) {
      this.#frame = this.#frames[index];
      this.#frames.length = index;
    }
  }

  /** Keeps above the base only what restores registers and calls. */
  #dropChoices(base: number): void {
    const stack = this.#stack;
    let kept = base;
    for (let entry = base; entry < this.#top; entry += ENTRY_SIZE) {
      const kind = stack[entry];
      if (kind === CHOICE || kind === SHORTER) continue;
      if (kept !== entry) stack.copyWithin(kept, entry, entry + ENTRY_SIZE);
      kept += ENTRY_SIZE;
    }
    this.#top = kept;
  }
}

function newStack(): Int32Array {
  return new Int32Array(STACK_ENTRIES_START * ENTRY_SIZE);
}

/** The position one code point before another one. */
export function previousPosition(text: string, at: number): number {
  const unit = text.charCodeAt(at - 1);
  const low = unit >= 0xdc00 && unit <= 0xdfff;
  if (!low || at < 2) return at - 1;
  const before = text.charCodeAt(at - 2);
  return before >= 0xd800 && before <= 0xdbff ? at - 2 : at - 1;
}
