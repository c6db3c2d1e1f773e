/** Amazon ElastiCache. */
import type { AnyInvokeModel } from "../../kernel/model";
import { cacheParameterGroup } from "./parameter-group";
import { replicationGroup } from "./replication-group";
import { cacheSubnetGroup } from "./subnet-group";
import { user, userGroup, userGroupAssociation } from "./users";

export const models = [cacheParameterGroup, cacheSubnetGroup, replicationGroup, user, userGroup, userGroupAssociation];
export const invokes: readonly AnyInvokeModel[] = [];
