/** The one table of what an exit status means; `--help` prints it and a test compares the README with it. */
import { EXIT_CODES } from '../../error-definition.ts';

const meanings: Readonly<Record<keyof typeof EXIT_CODES, string>> = {
  done: 'done',
  failed: 'failed, or declined',
  usage: 'wrong usage',
  validation: 'the app has errors',
  inputNeeded: 'an answer is needed and there is no terminal to ask on',
  unreachable: 'registry unreachable or busy',
  conflict: 'someone else deployed meanwhile, or a copy would meet other data',
  notFound: 'not found',
};

/** Exit status of a command that a signal ended; `serve` that finished its requests ends with 0. */
export const SIGNAL_EXIT_CODES: Readonly<Record<string, number>> = { SIGINT: 130, SIGTERM: 143 };

export function listExitCodes(): ReadonlyArray<{ readonly codes: string; readonly meaning: string }> {
  const names = Object.keys(meanings) as (keyof typeof EXIT_CODES)[];
  return [
    ...names.map((name) => ({ codes: String(EXIT_CODES[name]), meaning: meanings[name] })),
    { codes: Object.values(SIGNAL_EXIT_CODES).join(', '), meaning: 'interrupted' },
  ];
}
