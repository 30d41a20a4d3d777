/** What a new function, and the script that picks a webhook's user, start with. */
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
