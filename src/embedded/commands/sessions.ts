/** Sessions are only names here: they group cursors, and ending one ends its cursors. */
import { Binary, type Document } from '../../bson/bson.ts';
import { isPlainDocument } from '../wire/codec.ts';
import type { Command } from './command.ts';
import { arrayOption } from './options.ts';

export function sessionOf(body: Document): string | undefined {
  return sessionName(body.lsid);
}

export const sessionCommands: readonly Command[] = [
  {
    name: 'endSessions',
    run: ({ body, cursors }) => {
      for (const session of arrayOption('endSessions', body, 'endSessions') ?? []) {
        const name = sessionName(session);
        if (name !== undefined) cursors.killOfSession(name);
      }
      return {};
    },
  },
];

function sessionName(session: unknown): string | undefined {
  return isPlainDocument(session) && session.id instanceof Binary ? session.id.toString('hex') : undefined;
}
