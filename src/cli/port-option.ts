/** `--port`, as every command that listens reads it. */
import { WebhookCliError } from '../errors.ts';

/** Throws WrongUsage for what is no port. */
export function readPort(port: number | string): number {
  const number = Number(port);
  if (String(port).trim() !== '' && Number.isInteger(number) && number >= 0 && number <= 65_535) return number;
  throw new WebhookCliError('WrongUsage', { reason: `--port must be a number from 0 to 65535, got "${port}"` });
}
