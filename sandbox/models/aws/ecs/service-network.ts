/** What ECS refuses of the network that a service's tasks shall live in. */
import { text, TYPES } from "../ec2/records";
import type { ServiceInputs, ServicePlan } from "./service-plan";
import { networkRefusals as refusals } from "./service-refusals";
import type { Judge } from "./sources";

const MOST_SUBNETS = 16;
const MOST_GROUPS = 5;

export function refuseNetwork(op: Judge, inputs: ServiceInputs, { onFargate, task }: ServicePlan): void {
    const network = inputs.networkConfiguration;
    const inVpc = task?.networkMode === "awsvpc";
    if (!network) {
        return inVpc
            ? op.refuse(
                  refusals.noNetwork,
                  "Network Configuration must be provided when networkMode 'awsvpc' is specified.",
              )
            : undefined;
    }
    if (task && !inVpc) {
        op.refuse(
            refusals.networkUnused,
            "Network Configuration is not valid for the given networkMode of this task definition.",
        );
    }
    if (network.assignPublicIp === true && !onFargate) {
        op.refuse(refusals.publicAddress, "Assign public IP is not supported for this launch type.");
    }
    const vpcId = refuseSubnets(op, network.subnets);
    refuseGroups(op, network.securityGroups ?? [], vpcId);
}

function refuseSubnets(op: Judge, ids: readonly string[]): string {
    if (ids.length === 0) {
        op.refuse(refusals.noSubnets, "subnets can not be empty.");
    }
    if (ids.length > MOST_SUBNETS) {
        op.refuse(refusals.tooManySubnets, `subnets can have at most ${MOST_SUBNETS} items.`);
    }
    const vpcs = ids.map((id) => {
        const subnet =
            op.world.get(TYPES.subnet, id) ??
            op.refuse(
                refusals.unknownSubnet,
                `Error retrieving subnet information for [${id}]: The subnet ID '${id}' does not exist ` +
                    "(ErrorCode: InvalidSubnetID.NotFound)",
            );
        return text(subnet, "vpcId");
    });
    const [first = ""] = vpcs;
    if (vpcs.some((vpc) => vpc !== first)) {
        op.refuse(refusals.subnetsOfTwoVpcs, `subnets [${ids.join(", ")}] must belong to the same VPC.`);
    }
    return first;
}

function refuseGroups(op: Judge, ids: readonly string[], vpcId: string): void {
    if (ids.length > MOST_GROUPS) {
        op.refuse(refusals.tooManyGroups, `securityGroups can have at most ${MOST_GROUPS} items.`);
    }
    for (const id of ids) {
        const group =
            op.world.get(TYPES.securityGroup, id) ??
            op.refuse(
                refusals.unknownGroup,
                `Error retrieving security group information for [${id}]: The security group '${id}' does not exist ` +
                    "(ErrorCode: InvalidGroup.NotFound)",
            );
        if (text(group, "vpcId") !== vpcId) {
            op.refuse(
                refusals.groupOfOtherVpc,
                `The security group '${id}' does not belong to VPC '${vpcId}' of the subnets.`,
            );
        }
    }
}
