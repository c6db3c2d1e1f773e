import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { servicesConfig } from "../../../config/services";
import { ConfigError } from "../../../config/errors";
import { readContract } from "../../../contracts/contract";
import { dataContract } from "../../../contracts/data";
import { foundationContract } from "../../../contracts/foundation";
import { checkedSurroundings, type Surroundings } from "../../../stacks/services/surroundings";
import { DATA_OUTPUTS, foundationOutputs, stackConfig } from "../../contracts/services-surroundings";
import { outcomeOf, record } from "../../support/mocks";

/** What a use of the surroundings comes to, where the foundation is another than staging's config needs. */
async function outcome(
    certificateDomainNames: unknown,
    use: (surroundings: Surroundings) => pulumi.Output<unknown>,
): Promise<unknown> {
    const stackReferences = {
        "organization/foundation/staging": { ...foundationOutputs("staging"), certificateDomainNames },
        "organization/data/staging": DATA_OUTPUTS,
    };
    let used: Promise<unknown> | undefined;
    await record(
        () => {
            const config = servicesConfig.parse(stackConfig("staging"), "staging");
            const output = use(
                checkedSurroundings("staging", config, {
                    foundation: readContract(foundationContract, "organization/foundation/staging"),
                    data: readContract(dataContract, "organization/data/staging"),
                }),
            );
            used = outcomeOf(output);
            // The rejection is looked at below, after the program has ended.
            used.catch(() => undefined);
        },
        { stackReferences },
    );
    return used ?? assert.fail("nothing was used");
}

const COVERING = foundationOutputs("staging")["certificateDomainNames"];

describe("what services are put into", () => {
    it("is what the stacks below export, once all that the config refers to is there", async () => {
        assert.equal(await outcome(COVERING, ({ foundation }) => foundation.vpcId), "vpc-1");
        assert.equal(await outcome(COVERING, ({ data }) => data.databasePort), 5432);
    });

    it("fails, whatever is used of it, with everything that is missing", async () => {
        for (const use of [
            ({ foundation }: Surroundings): pulumi.Output<unknown> => foundation.vpcId,
            ({ data }: Surroundings): pulumi.Output<unknown> => data.databasePort,
        ]) {
            await assert.rejects(outcome(["api-staging.restartix.pro"], use), (error: unknown) => {
                assert.ok(error instanceof ConfigError);
                assert.deepEqual(
                    error.faults.map(({ path }) => path),
                    ["telemetry-api", "clinic", "portal", "console"].map((name) => `plinth:services.${name}.hosts[0]`),
                );
                return true;
            });
        }
    });
});
