/** `validate --list-rules`: every issue code with its severity and meaning. */
import { EXIT_CODES } from '../../../error-definition.ts';
import { listRules } from '../../app/formats/rule.ts';
import type { CommandContext } from '../../command.ts';
import { type Line, paint } from '../../output.ts';

export function printRules({ output }: Pick<CommandContext, 'output'>): number {
  const rules = listRules();
  const width = Math.max(...rules.map(({ code }) => code.length));
  const lines: Line[] = rules.map(({ code, severity, meaning }) => {
    const color = severity === 'error' ? paint.red : paint.yellow;
    return [code.padEnd(width), '  ', color(severity.padEnd('warning'.length)), `  ${meaning}`];
  });
  output.result([...lines, '', 'webhook-cli explain CODE tells more about one of them.'], { rules });
  return EXIT_CODES.done;
}
