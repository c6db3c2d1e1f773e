import assert from "node:assert/strict";
import fc from "fast-check";
import {
    deploymentOf,
    EMPTY_DEPLOYMENT,
    exportOf,
    parseStateFile,
    printStateFile,
    providerOf,
    stateFileOf,
    withDeployment,
} from "../../../automation/state/deployment";
import { isSecret } from "../../../automation/progress/secret-mark";
import { DATA, DEPLOYMENT, REFERENCE, SAMPLE, SAMPLE_TEXT, SECRET } from "./support/sample";

describe("a state file", () => {
    it("comes out as it went in, fields of newer engines included", () => {
        const values = fc.dictionary(fc.string(), fc.jsonValue({ noUnicodeString: false }));
        fc.assert(
            fc.property(values, values, (inputs, others) => {
                const resource = { ...others, urn: "u", custom: true, type: "t", inputs };
                const text = JSON.stringify({
                    version: 3,
                    later: others,
                    checkpoint: { stack: "s", latest: { ...DEPLOYMENT, resources: [resource], later: others } },
                });
                assert.deepEqual(JSON.parse(printStateFile(parseStateFile(text))), JSON.parse(text));
            }),
        );
    });

    it("is laid out as the engine does, so that both can be compared line by line", () => {
        assert.equal(printStateFile(parseStateFile(SAMPLE_TEXT)), SAMPLE_TEXT);
        assert.match(SAMPLE_TEXT, /^\{\n {4}"version": 3,\n {4}"checkpoint": \{\n {8}"stack"/);
        assert.ok(SAMPLE_TEXT.endsWith("\n}\n"));
    });

    it("is the same thing as an exported state", () => {
        const exported = exportOf(SAMPLE);
        assert.deepEqual(Object.keys(exported), ["version", "deployment"]);
        assert.deepEqual(stateFileOf(exported, DATA), SAMPLE);
        const withFeatures = { ...SAMPLE, version: 4, features: ["views"] };
        assert.deepEqual(stateFileOf(exportOf(withFeatures), DATA), withFeatures);
    });

    it("holds nothing when nothing was done to the stack yet", () => {
        const begun = { version: 3, checkpoint: { stack: "organization/data/staging" } };
        assert.equal(deploymentOf(begun), EMPTY_DEPLOYMENT);
        assert.deepEqual(deploymentOf(withDeployment(begun, DEPLOYMENT)), DEPLOYMENT);
    });

    it("names a provider by URN and id", () => {
        assert.deepEqual(providerOf(REFERENCE), { urn: REFERENCE.slice(0, -"::1f0e".length), id: "1f0e" });
        assert.equal(providerOf("aws"), undefined);
    });

    it("marks secrets", () => {
        assert.equal(isSecret(SECRET), true);
        assert.equal(
            isSecret({ ...SECRET, "4dabf18193072939515e22adb298388d": "5cf8f73096256a8f31e491e813e4eb8e" }),
            false,
        );
        assert.equal(isSecret([SECRET]), false);
    });
});
