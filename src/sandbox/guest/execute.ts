/** Runs a source from its first line, for a webhook or for `context.functions.execute`. */
import type { Call, Factory } from './call.ts';
import { createConsole } from './console.ts';
import { createContext } from './context.ts';
import { POST } from './doors.ts';
import { createError } from './errors.ts';
import { jsonParse, reflectApply } from './primordials.ts';

type UserFunction = (...values: unknown[]) => unknown;

/** Runs the source's top level with state of its own and answers the function that it exports. */
export function loadFunction(call: Call, system: boolean, source: number, name: string): UserFunction {
  const factory = call.realm.factories[source] ?? compile(call, source);
  const context = createContext(call, system, (callee, values) => executeFunction(call, system, callee, values));
  const consoleOfCall = createConsole(call);
  const run =
    factory.globals.length === 0
      ? factory.create(context, {}, consoleOfCall)
      : reflectApply(factory.create, undefined, [context, {}, consoleOfCall, ...factory.globals]);
  const exported = run();
  if (isFunction(exported)) return exported;
  const found = exported === null ? 'null' : typeof exported;
  throw createError('FunctionInvalid', `the source of "${name}" must assign a function to exports, got ${found}`);
}

function isFunction(value: unknown): value is UserFunction {
  return typeof value === 'function';
}

function compile(call: Call, source: number): Factory {
  const problem = call.realm.post(POST.compile, source, '');
  if (problem !== undefined && problem !== '') {
    const { name, message } = jsonParse(problem);
    throw createError(name, message);
  }
  const factory = call.realm.factories[source];
  if (factory === undefined) throw createError('Error', 'the source was compiled but did not arrive');
  return factory;
}

/** Synchronous, in the caller's realm, as the caller's user; checks no rule, as the old platform did not. */
function executeFunction(call: Call, system: boolean, name: string, values: readonly unknown[]): unknown {
  const callee = call.deployment.functions[name];
  if (callee === undefined) throw createError('Error', `function not found: '${name}'`);
  const { callDepthMax } = call.realm.limits;
  if (call.depth >= callDepthMax) {
    throw createError('RangeError', `functions call each other more than ${callDepthMax} levels deep`);
  }
  call.depth += 1;
  try {
    const userFunction = loadFunction(call, system || callee.runAsSystem, callee.source, name);
    return reflectApply(userFunction, undefined, values);
  } finally {
    call.depth -= 1;
  }
}
