/** Whether a source compiles. The verdict is V8's own, because V8 is what will run it; nothing is executed. */
import { Script } from 'node:vm';

/** Lines and columns count from 1. The message is the engine's, without its class name. */
export interface SyntaxProblem {
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** Sources are sloppy-mode scripts: no `import`, no `export`, no top-level `return` or `await`. */
export function findSyntaxError(text: string): SyntaxProblem | undefined {
  try {
    // Compiling is the whole point: the engine reports every early error here, also those of inner functions.
    new Script(text, { filename: FILE_NAME });
    return undefined;
  } catch (error) {
    return describe(error);
  }
}

/** Marks the line of an engine error that carries the position. It must not occur in a source by accident. */
const FILE_NAME = 'source-under-check.js';

function describe(error: unknown): SyntaxProblem {
  if (error instanceof RangeError) {
    return { line: 1, column: 1, message: 'the source is nested too deeply to compile' };
  }
  if (!(error instanceof SyntaxError)) throw error;
  return { ...findPosition(error.stack ?? ''), message: error.message };
}

/** The engine prefixes the stack with `file:line`, the line itself, and a line of carets below the fault. */
function findPosition(stack: string): { line: number; column: number } {
  const [head = '', , carets = ''] = stack.split('\n', 3);
  const line = head.startsWith(`${FILE_NAME}:`) ? Number(head.slice(FILE_NAME.length + 1)) : 1;
  const offset = carets.indexOf('^');
  return { line, column: offset === -1 ? 1 : offset + 1 };
}
