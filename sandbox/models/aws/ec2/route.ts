/** Routes as resources beside their table. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { Refusal } from "../../kernel/refusal";
import { stringHashcode } from "./hashcode";
import { given } from "./input-checks";
import { asText, objects, text, TYPES } from "./records";
import { refuseNewRoute, refuseReplacedRoute, routeRefusals } from "./route-refusals";
import type { RouteSpec, TargetKind } from "./route-spec";
import { standaloneBlock, standaloneFaults, standaloneSpec, TARGETS } from "./route-spec";
import { routesOf, writeRoutes } from "./route-tables";
import { checkRow, operation, provider, replacementRules, row } from "./sources";

type RouteInputs = Unwrap<aws.ec2.RouteArgs>;

const PROVIDER = provider("vpc_route");

export const standaloneRouteRefusals = {
    ...routeRefusals,
    unknownTable: row("InvalidRouteTableID.NotFound", "the route table does not exist"),
    oneDestination: checkRow("no destination is given, or several", PROVIDER),
    oneTarget: checkRow("no target is given, or several", PROVIDER),
    destinationForm: checkRow("the destination is no network address", PROVIDER),
    egressOnlyForIpv4: checkRow("an egress-only gateway is given for an IPv4 destination", PROVIDER),
    carrierForIpv6: checkRow("a carrier gateway is given for an IPv6 destination", PROVIDER),
    endpointForPrefixList: checkRow("a VPC endpoint is given for a prefix list", PROVIDER),
} as const satisfies Record<string, Refusal>;

export const route = defineModel<RouteInputs>({
    type: TYPES.route,
    source: operation("CreateRoute"),
    api: { service: "EC2", create: "CreateRoute", update: "ReplaceRoute", delete: "DeleteRoute" },
    mint: (inputs) => `r-${inputs.routeTableId}${stringHashcode(writtenDestination(inputs))}`,
    refusals: standaloneRouteRefusals,
    references: [
        {
            property: "routeTableId",
            to: TYPES.routeTable,
            missing: standaloneRouteRefusals.unknownTable,
            message: (id) => `The routeTable ID '${id}' does not exist`,
            onTargetDeleted: "cascade",
        },
    ],
    replacement: replacementRules(PROVIDER, {
        replaces: ["destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId", "routeTableId"],
        inPlace: TARGETS,
    }),
    check: (inputs, { unknown }) => standaloneFaults(given(inputs, unknown)),
    validate: (op) => {
        const spec = standaloneSpec(op.inputs);
        const vpc = op.world.get(TYPES.vpc, text(tableOf(op), "vpcId"));
        if (spec !== undefined && vpc !== undefined) {
            const refuse = op.kind === "create" ? refuseNewRoute : refuseReplacedRoute;
            refuse(op, { id: op.inputs.routeTableId, vpc, routes: routesOf(tableOf(op)) }, spec);
        }
    },
    outputs: (op) => ({
        ...targetOutputs(op),
        origin: "CreateRoute",
        state: "active",
    }),
    afterCreate: (op) => rewrite(op, standaloneSpec(op.inputs)),
    afterUpdate: (op) => rewrite(op, standaloneSpec(op.inputs)),
    beforeDelete: (op) => rewrite(op, undefined),
    read: (record, view) => ({ state: targetExists(view, record) ? "active" : "blackhole" }),
});

function tableOf(op: Operation<RouteInputs>): WorldRecord | undefined {
    return op.world.get(TYPES.routeTable, op.inputs.routeTableId);
}

function writtenDestination(inputs: RouteInputs): string {
    return inputs.destinationCidrBlock ?? inputs.destinationIpv6CidrBlock ?? inputs.destinationPrefixListId ?? "";
}

/** Puts the route into its table in place of one to the same destination, or takes it out. */
function rewrite(op: Operation<RouteInputs>, spec: RouteSpec | undefined): void {
    const table = tableOf(op);
    const destination = standaloneSpec(op.inputs)?.destination;
    if (table !== undefined) {
        const others = routesOf(table).filter((other) => other.destination !== destination);
        writeRoutes(op.world, table.id, spec === undefined ? others : [...others, spec]);
    }
}

function targetOutputs(op: Operation<RouteInputs>): ReturnType<typeof standaloneBlock> {
    const spec = standaloneSpec(op.inputs);
    const target = op.world.get(TYPES.networkInterface, op.inputs.networkInterfaceId ?? "");
    const instanceId = asText(objects(target?.outputs["attachments"])[0]?.["instance"]);
    return {
        ...(spec === undefined ? {} : standaloneBlock(spec)),
        instanceId,
        instanceOwnerId: instanceId === "" ? "" : op.account,
    };
}

const TARGET_TYPES: Readonly<Partial<Record<TargetKind, readonly string[]>>> = {
    egressOnlyGatewayId: [TYPES.egressOnlyInternetGateway],
    gatewayId: [TYPES.internetGateway, TYPES.vpnGateway],
    natGatewayId: [TYPES.natGateway],
    networkInterfaceId: [TYPES.networkInterface],
    transitGatewayId: [TYPES.transitGateway],
    vpcEndpointId: [TYPES.vpcEndpoint],
    vpcPeeringConnectionId: [TYPES.peeringConnection],
};

/** A route whose target is gone, or whose internet gateway was detached, swallows its traffic. */
function targetExists(view: Pick<View, "get" | "list">, record: WorldRecord): boolean {
    const spec = standaloneSpec(record.outputs);
    const types = spec && TARGET_TYPES[spec.targetKind];
    if (spec === undefined || types === undefined) {
        return true;
    }
    const target = types.map((type) => view.get(type, spec.target)).find((found) => found !== undefined);
    const detached = target?.type === TYPES.internetGateway && text(target, "vpcId") === "";
    return target !== undefined && !detached;
}
