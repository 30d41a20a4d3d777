/** Proving a password: SCRAM over `saslStart` and `saslContinue`. */
import { Binary, type Document, Int32 } from '../../bson/bson.ts';
import { SCRAM_MECHANISM } from '../authentication/scram.ts';
import { EngineError } from '../engine-error.ts';
import { isPlainDocument } from '../wire/codec.ts';
import type { Command, CommandContext } from './command.ts';
import { booleanOption, stringOption } from './options.ts';

export const authenticationCommands: readonly Command[] = [
  {
    name: 'saslStart',
    options: ['mechanism', 'payload', 'autoAuthorize', 'options', 'db'],
    beforeAuthentication: true,
    run: saslStart,
  },
  { name: 'saslContinue', options: ['conversationId', 'payload'], beforeAuthentication: true, run: saslContinue },
  { name: 'logout', beforeAuthentication: true, run: logout },
];

function saslStart({ body, connection }: CommandContext): Document {
  const mechanism = stringOption('saslStart', body, 'mechanism');
  if (mechanism !== SCRAM_MECHANISM) {
    const message = `Received authentication for mechanism ${mechanism} which is not enabled; use ${SCRAM_MECHANISM}`;
    throw new EngineError(334, 'MechanismUnavailable', message);
  }
  const options: unknown = body.options;
  const skips = isPlainDocument(options) && booleanOption('saslStart', options, 'skipEmptyExchange') === true;
  return reply(connection.auth.start(payloadOf(body, 'saslStart'), skips));
}

function saslContinue({ body, connection }: CommandContext): Document {
  return reply(connection.auth.proceed(payloadOf(body, 'saslContinue')));
}

function logout({ connection }: CommandContext): Document {
  connection.auth.logOut();
  return {};
}

function payloadOf(body: Document, command: string): Uint8Array {
  const payload: unknown = body.payload;
  if (payload instanceof Binary) return payload.buffer.subarray(0, payload.position);
  if (typeof payload === 'string') return Buffer.from(payload, 'base64');
  throw new EngineError(14, 'TypeMismatch', `BSON field '${command}.payload' must be binary data or base64 text`);
}

function reply({
  conversationId,
  done,
  payload,
}: ReturnType<CommandContext['connection']['auth']['proceed']>): Document {
  return { conversationId: new Int32(conversationId), done, payload: new Binary(payload) };
}
