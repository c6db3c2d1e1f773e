/** The projects of the repository, their programs bent where no setting reaches. */
import * as pulumi from "@pulumi/pulumi";
import { PROJECTS, type Program, type Project } from "../../../automation/projects";

const BALANCER = "aws:lb/loadBalancer:LoadBalancer";

/** The load balancer's name is fixed: made internal, it's deleted before its replacement is made. */
function withInternalBalancer(program: Program): Program {
    return () => {
        pulumi.runtime.registerStackTransformation(({ type, props, opts }) =>
            type === BALANCER ? { props: { ...(props as object), internal: true }, opts } : undefined,
        );
        return program();
    };
}

/** @param internalBalancer whether the shared load balancer is one that only the VPC reaches */
export function projectsWith(internalBalancer: boolean): readonly Project[] {
    return internalBalancer
        ? PROJECTS.map((project) => ({ ...project, load: async () => withInternalBalancer(await project.load()) }))
        : PROJECTS;
}
