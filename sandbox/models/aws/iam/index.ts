/** AWS Identity and Access Management. */
import { instanceProfile } from "./instance-profile";
import { policy, rolePolicy, rolePolicyAttachment } from "./policy";
import { getPolicyDocument } from "./policy-document";
import { role } from "./role";
import { serviceLinkedRole } from "./service-linked-role";

export const models = [instanceProfile, policy, role, rolePolicy, rolePolicyAttachment, serviceLinkedRole];
export const invokes = [getPolicyDocument];
