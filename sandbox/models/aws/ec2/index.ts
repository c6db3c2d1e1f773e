/** Amazon EC2 and VPC. */
import { attachedInvokes, attachedModels } from "./attached";
import { vpcCoreInvokes, vpcCoreModels } from "./vpc-core";

export const models = [...vpcCoreModels, ...attachedModels];
export const invokes = [...vpcCoreInvokes, ...attachedInvokes];
