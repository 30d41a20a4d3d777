/** Slash commands and events from Slack, whose signature the source checks. */
import { createHmac } from 'node:crypto';
import { SAME_TEXT, type WebhookTemplate } from './template.ts';

const TOLERANCE_SECONDS = 300;

export const SLACK_TEMPLATE: WebhookTemplate = {
  serviceType: 'http',
  purpose: 'slash commands and events from Slack, whose signature the source checks',
  example: { body: 'command=%2Fhello&text=world&user_name=ada', contentType: 'application/x-www-form-urlencoded' },
  sender: {
    checkedBy: 'source',
    method: 'POST',
    valueName: 'slack-signing-secret',
    createSource,
    signatureHeader: 'X-Slack-Signature',
    sign(secret, body, now) {
      const time = Math.floor(now.getTime() / 1000);
      const signature = createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex');
      return { 'X-Slack-Request-Timestamp': `${time}`, 'X-Slack-Signature': `v0=${signature}` };
    },
    toleranceSeconds: TOLERANCE_SECONDS,
  },
};

function createSource(valueName: string): string {
  return `// Receives slash commands and events from Slack. Each request carries "X-Slack-Signature: v0=<signature>", where the
// signature is the HMAC-SHA256 of "v0:<X-Slack-Request-Timestamp>:<body>" under the signing secret of the Slack app.
//
// The secret is read from the value below. It stands in the app's files as plain text: keep them out of public places.
const SECRET_VALUE = ${JSON.stringify(valueName)};

// An older request is refused, so that nobody can send it again later.
const TOLERANCE_SECONDS = ${TOLERANCE_SECONDS};

/**
 * @param {HttpPayload} payload
 * @param {WebhookResponse} response
 */
exports = async function (payload, response) {
    const body = payload.body ? payload.body.text() : "";
    const problem = findProblem(payload.headers, body);
    if (problem) {
        console.warn("refused:", problem);
        response.setStatusCode(401);
        response.setBody("the signature of the request could not be verified");
        return;
    }

    // Commands are sent as a form, whose fields are in the query; events are JSON.
    const answer = payload.query.command ? answerCommand(payload.query) : answerEvent(JSON.parse(body));
    response.setHeader("Content-Type", "application/json");
    response.setBody(JSON.stringify(answer));
};

/** Slack shows the text to the person who typed the command, and wants it within three seconds. */
function answerCommand(fields) {
    return { response_type: "ephemeral", text: \`Hello \${fields.user_name}, you said: \${fields.text}\` };
}

function answerEvent(event) {
    // Asked once, when the address of this webhook is entered in Slack.
    if (event.type === "url_verification") return { challenge: event.challenge };
    // console.log("event", event.event.type);
    return { ok: true };
}

/** Says why the request cannot be trusted; nothing when it can. */
function findProblem(headers, body) {
    const secret = context.values.get(SECRET_VALUE);
    if (typeof secret !== "string" || secret === "") return "the app has no signing secret";

    const [time = ""] = headers["X-Slack-Request-Timestamp"] || [];
    if (!/^[0-9]+$/.test(time)) return "there is no time";
    if (Math.abs(Date.now() / 1000 - Number(time)) > TOLERANCE_SECONDS) return "the time is not now";

    const [given = ""] = headers["X-Slack-Signature"] || [];
    const expected = "v0=" + utils.crypto.hmac(\`v0:\${time}:\${body}\`, secret, "sha256", "hex");
    return isSame(given, expected) ? undefined : "the signature does not fit";
}

${SAME_TEXT}`;
}
