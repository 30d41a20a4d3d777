/** What a compiled pattern is made of: operations on the machine. A target is an index into the program, known later. */
import { equalButForCase } from './case-variants.ts';
import type { CodePointSet } from './code-point-set.ts';
import { END, FAIL, type Machine, type Operation, previousPosition, UNSET } from './machine.ts';

/** A place in the program, which is known once it is reached. */
export interface Label {
  index: number;
}

const NEWLINE = 10;
/** Of a run, as many characters as two to the power of this count as a step. */
const RUN_SHIFT = 4;

export function matchUnit(unit: number): Operation {
  return (machine, at) => (machine.text.charCodeAt(at) === unit ? at + 1 : FAIL);
}

export function matchText(text: string): Operation {
  const { length } = text;
  return (machine, at) => (machine.text.startsWith(text, at) ? at + length : FAIL);
}

export function matchSet(set: CodePointSet): Operation {
  return (machine, at) => memberEnd(set, machine.text, at);
}

/** The position after a member of the set, or `FAIL`. */
function memberEnd(set: CodePointSet, text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit < 256) return set.table[unit] === 1 ? at + 1 : FAIL;
  const codePoint = text.codePointAt(at);
  if (codePoint === undefined || !set.has(codePoint)) return FAIL;
  return codePoint > 0xffff ? at + 2 : at + 1;
}

/** As many members of the set as there are; gives them back one by one, unless it is possessive. */
export function matchRun(set: CodePointSet, min: number, max: number, possessive: boolean): Operation {
  return (machine, start) => {
    const { text } = machine;
    let at = start;
    let least = start;
    for (let count = 0; count < max; count += 1) {
      const end = memberEnd(set, text, at);
      if (end === FAIL) {
        if (count < min) return FAIL;
        break;
      }
      at = end;
      if (count < min) least = at;
    }
    machine.spend((at - start) >> RUN_SHIFT);
    if (!possessive && at > least) machine.pushShorter(machine.next, least, at);
    return at;
  };
}

export function jump(target: Label): Operation {
  return (machine, at) => {
    machine.next = target.index;
    return at;
  };
}

/** Goes on, and on failure at the target. */
export function tryFirst(otherwise: Label): Operation {
  return (machine, at) => {
    machine.pushChoice(otherwise.index, at);
    return at;
  };
}

/** Goes to the target, and on failure on. */
export function tryLast(first: Label): Operation {
  return (machine, at) => {
    machine.pushChoice(machine.next, at);
    machine.next = first.index;
    return at;
  };
}

export const fail: Operation = () => FAIL;

export const end: Operation = (machine, at) => {
  machine.next = END;
  return at;
};

export function setRegister(register: number, value: number): Operation {
  return (machine, at) => {
    machine.set(register, value);
    return at;
  };
}

export function setPosition(register: number): Operation {
  return (machine, at) => {
    machine.set(register, at);
    return at;
  };
}

/** Ends a group: what it matched goes from its opening, which a register has, to here. */
export function closeGroup(index: number, opening: number): Operation {
  return (machine, at) => {
    const { frame } = machine;
    if (frame?.group === index) {
      machine.returnFromCall(frame);
      return at;
    }
    machine.closeGroup(index, machine.registers[opening] ?? UNSET, at);
    return at;
  };
}

export interface Loop {
  readonly min: number;
  readonly max: number;
  readonly lazy: boolean;
  /** The registers of the number of rounds, and of where the last one began. */
  readonly count: number;
  readonly start: number;
  readonly body: Label;
  readonly exit: Label;
}

/** Stands before each round: begins one or leaves the loop. A round without an end to come that matched nothing is the last. */
export function loopRound(loop: Loop): Operation {
  const { min, max, lazy, count, start, body, exit } = loop;
  return (machine, at) => {
    const rounds = machine.registers[count] ?? 0;
    const stuck = rounds >= min && rounds > 0 && max === Number.POSITIVE_INFINITY && machine.registers[start] === at;
    if (rounds >= max || stuck) {
      machine.next = exit.index;
      return at;
    }
    if (rounds >= min) {
      if (lazy) {
        // The operation after this one begins the round.
        machine.pushChoice(machine.next, at);
        machine.next = exit.index;
        return at;
      }
      machine.pushChoice(exit.index, at);
    }
    return beginRound(machine, loop, at, body);
  };
}

export function loopBegin(loop: Loop): Operation {
  return (machine, at) => beginRound(machine, loop, at, loop.body);
}

function beginRound(machine: Machine, { count, start }: Loop, at: number, body: Label): number {
  machine.set(count, (machine.registers[count] ?? 0) + 1);
  machine.set(start, at);
  machine.next = body.index;
  return at;
}

/** A part that goes from the operation after this one to one that ends it. */
export function atomic(after: Label): Operation {
  return (machine, at) => {
    const end = machine.runAtomic(machine.next, at);
    machine.next = after.index;
    return end;
  };
}

export function lookAhead(after: Label): Operation {
  return (machine, at) => {
    const found = machine.runAtomic(machine.next, at);
    machine.next = after.index;
    return found === FAIL ? FAIL : at;
  };
}

export function lookAheadNot(after: Label): Operation {
  return (machine, at) => {
    const found = machine.runSilently(machine.next, at);
    machine.next = after.index;
    return found ? FAIL : at;
  };
}

/** Goes on after the part if what it looks for is there (or, negated, is not), else to the other branch. */
export function unlessLook(after: Label, otherwise: Label, negative: boolean): Operation {
  return (machine, at) => {
    const start = machine.next;
    const found = negative ? machine.runSilently(start, at) : machine.runAtomic(start, at) !== FAIL;
    machine.next = found === negative ? otherwise.index : after.index;
    return at;
  };
}

export function stepBack(codePoints: number): Operation {
  return (machine, start) => {
    if (codePoints > start) return FAIL;
    machine.spend(codePoints >> RUN_SHIFT);
    let at = start;
    for (let left = codePoints; left > 0; left -= 1) {
      if (at === 0) return FAIL;
      at = previousPosition(machine.text, at);
    }
    return at;
  };
}

/** The same text as a group matched; a group that took no part matches nothing. */
export function matchReference(index: number, ignoreCase: boolean): Operation {
  return (machine, at) => {
    const { text, registers } = machine;
    if (!machine.isGroupSet(index)) return FAIL;
    const referred = text.slice(registers[2 * index], registers[2 * index + 1]);
    machine.spend(referred.length >> RUN_SHIFT);
    if (text.startsWith(referred, at)) return at + referred.length;
    return ignoreCase ? matchIgnoringCase(text, at, referred) : FAIL;
  };
}

function matchIgnoringCase(text: string, start: number, referred: string): number {
  let at = start;
  for (const character of referred) {
    const found = text.codePointAt(at);
    if (found === undefined || !equalButForCase(character.codePointAt(0) ?? 0, found)) return FAIL;
    at += found > 0xffff ? 2 : 1;
  }
  return at;
}

export function callGroup(index: number, target: Label): Operation {
  return (machine, at) => machine.call(index, at, target.index);
}

/** The whole pattern's end: of a call of it, or of the match. */
export const endOfPattern: Operation = (machine, at) => {
  const { frame } = machine;
  if (frame?.group === 0) machine.returnFromCall(frame);
  else machine.next = END;
  return at;
};

export function unlessGroupSet(index: number, otherwise: Label): Operation {
  return (machine, at) => {
    if (!machine.isGroupSet(index)) machine.next = otherwise.index;
    return at;
  };
}

/** Goes on within a call, of the group if one is given. */
export function unlessCalled(group: number | undefined, otherwise: Label): Operation {
  return (machine, at) => {
    const { frame } = machine;
    if (frame === undefined || (group !== undefined && frame.group !== group)) machine.next = otherwise.index;
    return at;
  };
}

export function isNewlineAt(text: string, at: number): boolean {
  return text.charCodeAt(at) === NEWLINE;
}
