import { changed, committedConfig } from "../support/project-files";
import { ENVIRONMENT } from "./support/command";
import { assertMany, Matrix, timeLimit } from "./support/matrix";
import { assertBothMoments } from "./support/points";

const committed = committedConfig(ENVIRONMENT);
const gateways = (natStrategy: string, trafficType: string) =>
    changed(changed(committed, "plinth:network", { natStrategy }), "plinth:network", {
        flowLogs: { retentionDays: 30, trafficType },
    });
const before = gateways("gateway", "REJECT");
const after = changed(gateways("gateway-per-az", "ALL"), "plinth:certificate", {
    domainNames: ["api-staging.restartix.pro", "*.restartix.pro"],
});

const ADDRESS = "aws:ec2/eip:Eip";
const GATEWAY = "aws:ec2/natGateway:NatGateway";
const address = `urn:pulumi:${ENVIRONMENT}::foundation::plinth:network:Network$${ADDRESS}::network-nat-a`;

describe("an up that replaces, and is cut off", () => {
    it("at any call of a provider is put right by the next up", async function () {
        this.timeout(timeLimit());
        const up = {
            verb: "up",
            projects: ["foundation"],
            // Its name is fixed, so that the old one goes first, and before it what uses it.
            internalBalancer: true,
            allowDeleteFirst: ["aws:lb:LoadBalancer::alb-load-balancer"],
        } as const;
        const points = await new Matrix({
            name: "replace in foundation",
            before: { projects: ["foundation"], settings: { foundation: before } },
            // The gateway is replaced with it.
            run: { ...up, replace: [address] },
            settings: { foundation: after },
            waysOn: [{ asked: up, expected: "as after the run" }],
        }).run();
        assertMany(points, 20);
        for (const type of [ADDRESS, GATEWAY]) {
            assertBothMoments(points, "create", type);
            assertBothMoments(points, "delete", type);
        }
    });
});
