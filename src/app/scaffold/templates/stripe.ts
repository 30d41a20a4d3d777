/** Events from Stripe, whose signature the source checks. */
import { createHmac } from 'node:crypto';
import { SAME_TEXT, type WebhookTemplate } from './template.ts';

const TOLERANCE_SECONDS = 300;

export const STRIPE_TEMPLATE: WebhookTemplate = {
  serviceType: 'http',
  purpose: 'events from Stripe, whose signature the source checks',
  example: {
    body: '{"id":"evt_example","type":"checkout.session.completed","data":{"object":{"id":"cs_example"}}}',
    contentType: 'application/json',
  },
  sender: {
    checkedBy: 'source',
    method: 'POST',
    valueName: 'stripe-signing-secret',
    createSource,
    signatureHeader: 'Stripe-Signature',
    sign(secret, body, now) {
      const time = Math.floor(now.getTime() / 1000);
      const signature = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
      return { 'Stripe-Signature': `t=${time},v1=${signature}` };
    },
    toleranceSeconds: TOLERANCE_SECONDS,
  },
};

function createSource(valueName: string): string {
  return `// Receives events from Stripe. Each carries "Stripe-Signature: t=<seconds>,v1=<signature>", where the signature is the
// HMAC-SHA256 of "<seconds>.<body>" under the signing secret of the endpoint, as Stripe's dashboard shows it: whsec_…
//
// The secret is read from the value below. It stands in the app's files as plain text: keep them out of public places.
const SECRET_VALUE = ${JSON.stringify(valueName)};

// An older event is refused, so that nobody can send it again later.
const TOLERANCE_SECONDS = ${TOLERANCE_SECONDS};

/**
 * @param {HttpPayload} payload
 * @param {WebhookResponse} response
 */
exports = async function (payload, response) {
    const body = payload.body ? payload.body.text() : "";
    const problem = findProblem(payload.headers["Stripe-Signature"], body);
    if (problem) {
        console.warn("refused:", problem);
        response.setStatusCode(401);
        response.setHeader("Content-Type", "application/json");
        response.setBody(JSON.stringify({ error: "the signature of the event could not be verified" }));
        return;
    }

    const event = JSON.parse(body);
    switch (event.type) {
        case "checkout.session.completed":
            // Stripe may send an event twice: store it under its own id.
            // await context.services.get("mongodb-atlas").db("shop").collection("payments")
            //     .updateOne({ _id: event.id }, { $set: { session: event.data.object } }, { upsert: true });
            break;
        default:
            console.log("nothing to do for", event.type);
    }
    return { received: true };
};

/** Says why the event cannot be trusted; nothing when it can. */
function findProblem(header, body) {
    const secret = context.values.get(SECRET_VALUE);
    if (typeof secret !== "string" || secret === "") return "the app has no signing secret";
    if (!header) return "there is no signature";

    const parts = String(header[0]).split(",").map(part => part.trim().split("="));
    const [, time = ""] = parts.find(([name]) => name === "t") || [];
    if (!/^[0-9]+$/.test(time)) return "there is no time";
    if (Math.abs(Date.now() / 1000 - Number(time)) > TOLERANCE_SECONDS) return "the time is not now";

    const expected = utils.crypto.hmac(\`\${time}.\${body}\`, secret, "sha256", "hex");
    // While a secret is being replaced, Stripe sends one signature for each.
    const fits = parts.some(([name, given = ""]) => name === "v1" && isSame(given, expected));
    return fits ? undefined : "the signature does not fit";
}

${SAME_TEXT}`;
}
