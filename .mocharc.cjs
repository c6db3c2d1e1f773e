module.exports = {
    extension: ["ts"],
    require: ["./engine/typescript.cjs"],
    // For tests that run the real engine; the runner gives unit tests a quarter of it.
    timeout: 120_000,
    forbidOnly: Boolean(process.env.CI),
    // No `spec`: a path on the command line then means that path alone.
};
