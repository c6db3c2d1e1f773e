/** What the ECS models share: their types, their sources, and how they find each other. */
import type { WorldRecord } from "../../../worlds/records";
import type { Operation, View } from "../../kernel/model";
import { text } from "../ec2/records";

export const ECS_TYPES = {
    cluster: "aws:ecs/cluster:Cluster",
    clusterCapacityProviders: "aws:ecs/clusterCapacityProviders:ClusterCapacityProviders",
    capacityProvider: "aws:ecs/capacityProvider:CapacityProvider",
    service: "aws:ecs/service:Service",
    taskDefinition: "aws:ecs/taskDefinition:TaskDefinition",
} as const;

/** An operation or a type in the API reference: `api("CreateService")`. */
export function api(name: string): string {
    return `https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_${name}.html`;
}

/** A page of the developer guide. */
export function guide(page: string): string {
    return `https://docs.aws.amazon.com/AmazonECS/latest/developerguide/${page}.html`;
}

/** A source file of the Terraform AWS provider. */
export function provider(file: string): string {
    return `https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecs/${file}.go`;
}

export const MOTO = "https://github.com/getmoto/moto/blob/master/moto/ecs/models.py";

/** What an operation on any of these types lends to the checks they share. */
export type Judge = Pick<Operation<object>, "account" | "partition" | "refuse" | "region" | "world">;

/** A cluster by its name or its ARN; without either, the account's `default`. */
export function findCluster(view: Pick<View, "list">, named: string | undefined): WorldRecord | undefined {
    const wanted = named === undefined || named === "" ? "default" : named;
    return view.list(ECS_TYPES.cluster).find((record) => record.id === wanted || text(record, "name") === wanted);
}

/** The services of a cluster; their ARNs end with `service/{cluster}/{service}`. */
export function servicesIn(view: Pick<View, "list">, clusterName: string): readonly WorldRecord[] {
    return view.list(ECS_TYPES.service).filter((record) => record.id.split("/").at(-2) === clusterName);
}
