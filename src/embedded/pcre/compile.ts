/** Nodes to a program for the machine. */
import { assert } from './assertions.ts';
import { type CodePointSet, setOfCodePoints } from './code-point-set.ts';
import { type GroupNodes, groupNodesOf, Lengths, leastLength } from './lengths.ts';
import type { Machine } from './machine.ts';
import { type Condition, type GroupKey, type LookNode, type Node, type RepeatNode, UNBOUNDED } from './nodes.ts';
import type { Label } from './operations.ts';
import * as operations from './operations.ts';
import type { ParsedPattern } from './parse-pattern.ts';
import { newLabel, ProgramBuilder } from './program-builder.ts';

export function compileProgram(parsed: ParsedPattern): Machine {
  return new Compiler(parsed).compile();
}

class Compiler {
  readonly #parsed: ParsedPattern;
  readonly #nodes: GroupNodes;
  readonly #lengths: Lengths;
  readonly #program: ProgramBuilder;

  constructor(parsed: ParsedPattern) {
    this.#parsed = parsed;
    this.#nodes = groupNodesOf(parsed.node);
    this.#lengths = new Lengths(parsed.groups, this.#nodes);
    this.#program = new ProgramBuilder(parsed.groups.count);
  }

  compile(): Machine {
    this.#program.placeEntry(0);
    this.#emit(this.#parsed.node);
    this.#program.add(operations.endOfPattern);
    return this.#program.build();
  }

  #emit(node: Node): void {
    switch (node.kind) {
      case 'empty':
        return;
      case 'fail':
        this.#program.add(operations.fail);
        return;
      case 'keepOut':
        this.#program.add(operations.setPosition(0));
        return;
      case 'character':
        this.#emitText(String.fromCodePoint(node.codePoint));
        return;
      case 'set':
        this.#program.add(operations.matchSet(node.set));
        return;
      case 'assertion':
        this.#program.add(assert(node.assertion, node.word));
        return;
      case 'sequence':
        this.#emitSequence(node.items);
        return;
      case 'choice':
        this.#emitChoice(node.branches);
        return;
      case 'capture':
        this.#emitCapture(node.index, node.body);
        return;
      case 'atomic':
        this.#emitAtomic(node.body);
        return;
      case 'look':
        this.#emitLook(node);
        return;
      case 'repeat':
        this.#emitRepeat(node);
        return;
      case 'reference':
        this.#program.add(operations.matchReference(this.#groupNumber(node.group), node.ignoreCase));
        return;
      case 'call':
        this.#program.add(this.#program.callOf(this.#groupNumber(node.group)));
        return;
      case 'condition':
        this.#emitCondition(node.test, node.yes, node.no);
        return;
    }
  }

  #groupNumber(group: GroupKey): number {
    const index = this.#parsed.groups.find(group);
    if (index === undefined) throw new RangeError(`no group ${group}`);
    return index;
  }

  #emitText(text: string): void {
    this.#program.add(text.length === 1 ? operations.matchUnit(text.charCodeAt(0)) : operations.matchText(text));
  }

  /** Characters that follow each other become one text. */
  #emitSequence(items: readonly Node[]): void {
    let text = '';
    const flush = () => {
      if (text !== '') this.#emitText(text);
      text = '';
    };
    for (const item of items) {
      if (item.kind === 'character') text += String.fromCodePoint(item.codePoint);
      else {
        flush();
        this.#emit(item);
      }
    }
    flush();
  }

  #emitChoice(branches: readonly Node[]): void {
    const after = newLabel();
    for (const [index, branch] of branches.entries()) {
      const otherwise = newLabel();
      const last = index === branches.length - 1;
      if (!last) this.#program.add(operations.tryFirst(otherwise));
      this.#emit(branch);
      if (!last) this.#program.add(operations.jump(after));
      this.#program.place(otherwise);
    }
    this.#program.place(after);
  }

  #emitCapture(index: number, body: Node): void {
    this.#program.placeEntry(index);
    const opening = this.#program.register();
    this.#program.add(operations.setPosition(opening));
    this.#lengths.enter(index);
    this.#emit(body);
    this.#lengths.leave(index);
    this.#program.add(operations.closeGroup(index, opening));
  }

  #emitAtomic(body: Node): void {
    const after = newLabel();
    this.#program.add(operations.atomic(after));
    this.#emit(body);
    this.#program.add(operations.end);
    this.#program.place(after);
  }

  #emitLook({ behind, negative, branches }: LookNode): void {
    const after = newLabel();
    this.#program.add(negative ? operations.lookAheadNot(after) : operations.lookAhead(after));
    if (behind) this.#emitBehind(branches);
    else this.#emitChoice(branches);
    this.#program.add(operations.end);
    this.#program.place(after);
  }

  /** Each alternative goes back by its own length first. */
  #emitBehind(branches: readonly Node[]): void {
    const after = newLabel();
    for (const [index, branch] of branches.entries()) {
      const otherwise = newLabel();
      if (index < branches.length - 1) this.#program.add(operations.tryFirst(otherwise));
      this.#program.add(operations.stepBack(this.#lengths.fixedLength(branch)));
      this.#emit(branch);
      this.#program.add(operations.jump(after));
      this.#program.place(otherwise);
    }
    this.#program.place(after);
  }

  #emitRepeat(node: RepeatNode): void {
    const { body, min, max, greed } = node;
    const set = oneOf(body);
    if (max === 0) this.#emitUnreached(body);
    else if (set !== undefined && greed !== 'lazy') {
      this.#program.add(operations.matchRun(set, min, max, greed === 'possessive'));
    } else if (greed === 'possessive') this.#emitAtomic({ ...node, greed: 'greedy' });
    else if (min === 1 && max === 1) this.#emit(body);
    else if (max === 1) this.#emitOptional(body, greed === 'lazy');
    else if (min <= 1 && max === UNBOUNDED && leastLength(body) > 0) this.#emitSimpleLoop(node);
    else this.#emitCountedLoop(node);
  }

  /** A part that is never tried in its place, but may be called from elsewhere. */
  #emitUnreached(body: Node): void {
    const after = newLabel();
    this.#program.add(operations.jump(after));
    this.#emit(body);
    this.#program.place(after);
  }

  #emitOptional(body: Node, lazy: boolean): void {
    const after = newLabel();
    this.#program.add(lazy ? operations.tryLast(after) : operations.tryFirst(after));
    this.#emit(body);
    this.#program.place(after);
  }

  /** A loop without counting, for a body that cannot match nothing. */
  #emitSimpleLoop({ body, min, greed }: RepeatNode): void {
    const round = newLabel();
    const after = newLabel();
    const test = newLabel();
    if (min === 0) this.#program.add(operations.jump(test));
    this.#program.place(round);
    this.#emit(body);
    this.#program.place(test);
    this.#program.add(greed === 'lazy' ? operations.tryLast(after) : operations.tryLast(round));
    if (greed === 'lazy') this.#program.add(operations.jump(round));
    this.#program.place(after);
  }

  #emitCountedLoop({ body, min, max, greed }: RepeatNode): void {
    const loop: operations.Loop = {
      min,
      max,
      lazy: greed === 'lazy',
      count: this.#program.register(),
      start: this.#program.register(),
      body: newLabel(),
      exit: newLabel(),
    };
    const round = newLabel();
    this.#program.add(operations.setRegister(loop.count, 0));
    this.#program.place(round);
    this.#program.add(operations.loopRound(loop));
    this.#program.add(operations.loopBegin(loop));
    this.#program.place(loop.body);
    this.#emit(body);
    this.#program.add(operations.jump(round));
    this.#program.place(loop.exit);
  }

  #emitCondition(test: Condition, yes: Node, no: Node): void {
    const otherwise = newLabel();
    const after = newLabel();
    this.#emitTest(test, otherwise);
    this.#emit(yes);
    this.#program.add(operations.jump(after));
    this.#program.place(otherwise);
    this.#emit(no);
    this.#program.place(after);
  }

  #emitTest(test: Condition, otherwise: Label): void {
    switch (test.kind) {
      case 'constant':
        if (!test.holds) this.#program.add(operations.jump(otherwise));
        return;
      case 'group':
        this.#program.add(operations.unlessGroupSet(this.#groupNumber(test.group), otherwise));
        return;
      case 'recursion':
        this.#emitRecursionTest(test, otherwise);
        return;
      case 'look': {
        // The choice is final once the assertion has held: the part is atomic, and its failure leads to the other branch.
        const { look } = test;
        const part = newLabel();
        this.#program.add(operations.unlessLook(part, otherwise, look.negative));
        if (look.behind) this.#emitBehind(look.branches);
        else this.#emitChoice(look.branches);
        this.#program.add(operations.end);
        this.#program.place(part);
        return;
      }
    }
  }

  #emitRecursionTest({ group, or }: Extract<Condition, { kind: 'recursion' }>, otherwise: Label): void {
    const named = this.#parsed.groups.find(or);
    if (named !== undefined) this.#program.add(operations.unlessGroupSet(named, otherwise));
    else
      this.#program.add(operations.unlessCalled(group === undefined ? undefined : this.#groupNumber(group), otherwise));
  }
}

/** The set of a node that matches one code point. */
function oneOf(node: Node): CodePointSet | undefined {
  if (node.kind === 'set') return node.set;
  return node.kind === 'character' ? setOfCodePoints([node.codePoint]) : undefined;
}
