/** What a template of an incoming webhook is: a source that runs as it is, and a call that it accepts. */
import type { WebhookMethod } from '../../app.ts';
import type { WebhookServiceType } from '../../kinds/service-config.ts';

export interface WebhookTemplate {
  readonly serviceType: WebhookServiceType;
  readonly purpose: string;
  readonly example: { readonly body: string; readonly contentType: string };
  readonly sender: Sender;
}

export type Sender =
  /** The runtime checks who calls, as the webhook's options say. */
  | { readonly checkedBy: 'runtime'; readonly source: string }
  | {
      readonly checkedBy: 'source';
      readonly method: WebhookMethod;
      /** Value of the app that holds the sender's secret. */
      readonly valueName: string;
      readonly createSource: (valueName: string) => string;
      /** Without this header a request is refused before the source runs. */
      readonly signatureHeader: string;
      /** Headers that a call of the example needs, valid around `now`. */
      readonly sign: (secret: string, body: string, now: Date) => Readonly<Record<string, string>>;
      /** How far the clock of a call may be off. */
      readonly toleranceSeconds: number;
    };

/** Part of each source that checks a signature. */
export const SAME_TEXT = `// Looks at every character, so that the time it takes does not tell where two texts differ.
function isSame(given, expected) {
    let difference = given.length ^ expected.length;
    for (let index = 0; index < expected.length; index++) {
        difference |= given.charCodeAt(index) ^ expected.charCodeAt(index);
    }
    return difference === 0;
}
`;
