import assert from "node:assert/strict";
import { CommandFault } from "../../../automation/command-fault";
import { targetsByProject } from "../../../automation/run/targets";

const urn = (project: string, type: string, name: string): string => `urn:pulumi:staging::${project}::${type}::${name}`;
const VPC = urn("foundation", "plinth:network:Network$aws:ec2/vpc:Vpc", "main");
const BUCKET = urn("data", "aws:s3/bucket:Bucket", "uploads");
const KNOWN = [
    { project: "foundation", urns: [VPC] },
    { project: "data", urns: [BUCKET, urn("data", "aws:s3/bucket:Bucket", "twin")] },
    { project: "services", urns: [urn("services", "aws:s3/bucket:Bucket", "twin")] },
];

function faultOf(...given: readonly string[]): CommandFault {
    try {
        targetsByProject(given, "staging", KNOWN);
    } catch (error) {
        if (error instanceof CommandFault) {
            return error;
        }
    }
    return assert.fail("it found nothing to object to");
}

describe("the targets of a run", () => {
    it("are resources of the states by type and name, or whole URNs, grouped by project", () => {
        const fresh = urn("data", "aws:sqs/queue:Queue", "new");
        const found = targetsByProject(["aws:ec2:Vpc::main", fresh, "aws:s3:Bucket::uploads"], "staging", KNOWN);
        assert.deepEqual(Object.fromEntries(found), { foundation: [VPC], data: [fresh, BUCKET] });
    });

    it("must mean one resource each: all that don't are told at once, with what is near", () => {
        const fault = faultOf("aws:s3:Bucket::upload", "aws:s3:Bucket::twin", VPC.replace("staging", "production"));
        assert.equal(fault.exitCode, 2);
        const [unknown = "", twice = "", elsewhere = ""] = fault.message.split(/\n(?=")/);
        assert.match(
            unknown,
            /^No resource of staging \(foundation, data, services\) is called "aws:s3:Bucket::upload"/,
        );
        assert.match(unknown, /There are:\n {2}aws:s3:Bucket::uploads$/);
        assert.match(
            twice,
            /is the name of 2 resources; give the whole URN of one:\n {2}urn:.*data.*\n {2}urn:.*services/,
        );
        assert.match(elsewhere, /belongs to no stack of this run \(staging: foundation, data, services\)/);
    });
});
