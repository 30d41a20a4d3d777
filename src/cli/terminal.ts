/** What the terminal and the environment say about colours and questions. */

type Environment = Readonly<Record<string, string | undefined>>;

interface Stream {
  readonly isTTY?: boolean;
}

export interface ColorChoice {
  /** False for --no-color. */
  readonly flag: boolean | undefined;
  readonly env: Environment;
  readonly stdout: Stream;
  readonly stderr: Stream;
}

/** `--no-color` and NO_COLOR (whatever it is set to) win over FORCE_COLOR; a pipe gets colours only by force. */
export function wantsColor({ flag, env, stdout, stderr }: ColorChoice): boolean {
  if (flag === false || (env.NO_COLOR ?? '') !== '') return false;
  if ((env.FORCE_COLOR ?? '') !== '') return isOn(env.FORCE_COLOR);
  return stdout.isTTY === true && stderr.isTTY === true && env.TERM !== 'dumb';
}

export interface PromptChoice {
  readonly assumeYes: boolean;
  /** False for --no-input. */
  readonly input: boolean | undefined;
  readonly env: Environment;
  readonly stdin: Stream;
  readonly stderr: Stream;
}

/** Questions need somebody at both ends: answers come from stdin, questions go to stderr. */
export function canPrompt({ assumeYes, input, env, stdin, stderr }: PromptChoice): boolean {
  if (assumeYes || input === false || isOn(env.CI)) return false;
  return stdin.isTTY === true && stderr.isTTY === true;
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());
}
