/** What a new webhook or function starts with: a source that runs as it is and shows what it is given. */
import type { WebhookServiceType } from './service-config.ts';

const HTTP_SOURCE = `// Answers the requests to this webhook. It runs once for every request that passes the validation.
exports = async function (payload, response) {
    // Query parameters are texts: /…?name=Ada
    const { name } = payload.query;

    // Every header has a list of values, under its usual spelling.
    const contentType = payload.headers["Content-Type"];

    // The body is binary, and missing when the request has none.
    const body = payload.body ? payload.body.text() : "";

    // Lines for the log of this request:
    // console.log("called with", contentType, body);

    // Data of a linked cluster:
    // const items = context.services.get("mongodb-atlas").db("shop").collection("items");
    // return items.findOne({ name });

    // With "Respond with result" the returned value is the answer, unless \`response\` was given one.
    return { hello: name || "world" };
};
`;

const GITHUB_SOURCE = `// Receives events of a GitHub repository; the payload is the event as GitHub documents it.
exports = async function (payload, response) {
    // A ping, which GitHub sends first, has no commits.
    const commits = payload.commits || [];

    return commits.map(commit => commit.message);
};
`;

const TWILIO_SOURCE = `// Receives text messages from Twilio; the payload has the posted fields: From, To, Body and more.
exports = async function (payload, response) {
    // console.log("message from", payload.From);

    // What the function returns is sent back as the answer.
    return \`Thank you, we have received: \${payload.Body}\`;
};
`;

export const WEBHOOK_SOURCES: Readonly<Record<WebhookServiceType, string>> = {
  http: HTTP_SOURCE,
  github: GITHUB_SOURCE,
  twilio: TWILIO_SOURCE,
};

export const FUNCTION_SOURCE = `// Called from webhooks and other functions: context.functions.execute("name", "Ada")
exports = async function (name) {
    // Named values of the app:
    // const greeting = context.values.get("greeting");

    return \`Hello, \${name}!\`;
};
`;

/** Fails every call until somebody decides whom to run as: the safe way for a script to be unfinished. */
export const RUN_AS_SCRIPT = `exports = function (payload) {
    // Return the id of the user to run as; it may be looked up from what the request carries.
    return "";
};
`;
