/** Remote components of the awsx package. */
import type { ComponentBuilders } from "../../protocol/construct";
import { buildRepository, REPOSITORY } from "./ecr-repository";

export const awsxComponents: ComponentBuilders = { [REPOSITORY]: buildRepository };
