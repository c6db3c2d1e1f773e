import assert from "node:assert/strict";
import { sandboxVariables, scrub, withoutCredentials } from "../../../automation/run/environment";

const CREDENTIALS = {
    AWS_ACCESS_KEY_ID: "x",
    AWS_SECRET_ACCESS_KEY: "x",
    AWS_SESSION_TOKEN: "x",
    AWS_PROFILE: "x",
    AWS_REGION: "x",
    AWS_ENDPOINT_URL: "x",
    CLOUDFLARE_API_TOKEN: "x",
    CLOUDFLARE_API_KEY: "x",
    KUBECONFIG: "x",
    KUBERNETES_SERVICE_HOST: "x",
    PULUMI_ACCESS_TOKEN: "x",
    PULUMI_BACKEND_URL: "x",
    PULUMI_CONFIG: "x",
    PULUMI_CONFIG_PASSPHRASE: "x",
    PULUMI_SKIP_CHECKPOINTS: "x",
    GITLAB_TOKEN: "x",
    VAULT_TOKEN: "x",
    GITHUB_TOKEN: "x",
    HTTPS_PROXY: "x",
    A_CLOUD_THAT_IS_NEW_TOKEN: "x",
};
const HARMLESS = { PATH: "/bin", HOME: "/home/ada", LANG: "C", LC_ALL: "C", TMPDIR: "/tmp", NO_COLOR: "1" };

describe("the sandbox's environment", () => {
    it("has none of the user's credentials, endpoints and engine settings", () => {
        assert.deepEqual(withoutCredentials({ ...CREDENTIALS, ...HARMLESS }), HARMLESS);
    });

    it("leaves out names without a value", () => {
        assert.deepEqual(withoutCredentials({ PATH: undefined, HOME: "/home/ada" }), { HOME: "/home/ada" });
    });

    it("gives the engine its own state, home, passphrase and providers, and forbids downloads", () => {
        const settings = {
            state: "/p/state",
            home: "/p/home",
            passphraseFile: "/p/passphrase",
            providers: { PULUMI_DEBUG_PROVIDERS: "aws:4711" },
        };
        assert.deepEqual(sandboxVariables({ ...CREDENTIALS, PATH: "/bin" }, settings), {
            PATH: "/bin",
            PULUMI_BACKEND_URL: "file:///p/state",
            PULUMI_HOME: "/p/home",
            PULUMI_CONFIG_PASSPHRASE_FILE: "/p/passphrase",
            PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
            PULUMI_SKIP_UPDATE_CHECK: "true",
            PULUMI_DEBUG_PROVIDERS: "aws:4711",
        });
    });

    it("is made of this process too, since SDKs read credentials from it", () => {
        const environment: NodeJS.ProcessEnv = { ...CREDENTIALS, ...HARMLESS };
        scrub(environment);
        assert.deepEqual(environment, HARMLESS);
    });
});
