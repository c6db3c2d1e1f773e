// The SDK's advice to get a newer Node says nothing about a test.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = "true";

module.exports = {
    extension: ["ts"],
    require: ["./engine/typescript.cjs"],
    // For tests that run the real engine, on a machine that is busy; the runner gives unit tests a tenth of it.
    timeout: 300_000,
    forbidOnly: Boolean(process.env.CI),
    // No `spec`: a path on the command line then means that path alone.
};
