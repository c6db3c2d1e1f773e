/**
 * `awsx.ecr.Repository`: a repository with a lifecycle policy.
 *
 * Follows pulumi-awsx 3.9: https://github.com/pulumi/pulumi-awsx/blob/e60adf3/awsx/ecr/repository.ts. The names and
 * parents of its children decide URNs, so that a state made here and one made by the real package are alike.
 */
import * as pulumi from "@pulumi/pulumi";
import { LifecyclePolicy } from "@pulumi/aws/ecr/lifecyclePolicy";
import type { RepositoryArgs as ChildArgs } from "@pulumi/aws/ecr/repository";
import { Repository } from "@pulumi/aws/ecr/repository";
import type { BuiltComponent, ComponentRequest } from "../../protocol/construct";
import type { Rule } from "./lifecycle-rules";
import { DEFAULT_RULES, lifecycleDocument } from "./lifecycle-rules";

export const REPOSITORY = "awsx:ecr:Repository";

interface LifecyclePolicyInput {
    readonly skip?: boolean;
    readonly rules?: pulumi.Input<Rule[]>;
}

type Inputs = ChildArgs & { readonly lifecyclePolicy?: pulumi.Input<LifecyclePolicyInput> };

class RepositoryComponent extends pulumi.ComponentResource {
    readonly repository: Repository;
    readonly lifecyclePolicy: LifecyclePolicy | undefined;

    constructor(name: string, inputs: Inputs, options: pulumi.ComponentResourceOptions) {
        super(REPOSITORY, name, {}, options);
        const { lifecyclePolicy, ...repositoryArgs } = inputs;
        const childName = name.toLowerCase();
        this.repository = new Repository(childName, repositoryArgs, { parent: this });
        this.lifecyclePolicy = skips(lifecyclePolicy) ? undefined : this.policy(childName, inputs);
        this.registerOutputs({ repository: this.repository, lifecyclePolicy: this.lifecyclePolicy });
    }

    private policy(name: string, { lifecyclePolicy, region }: Inputs): LifecyclePolicy {
        return new LifecyclePolicy(
            name,
            {
                policy: pulumi
                    .output(lifecyclePolicy)
                    .apply((given) => lifecycleDocument(given?.rules ?? DEFAULT_RULES)),
                repository: this.repository.name,
                ...(region === undefined ? {} : { region }),
            },
            { parent: this },
        );
    }
}

/** Whether there is a policy at all must be known when the program runs: `skip` takes no output. */
function skips(policy: Inputs["lifecyclePolicy"]): boolean {
    return typeof policy === "object" && "skip" in policy && policy.skip === true;
}

export function buildRepository({ name, inputs, options }: ComponentRequest): BuiltComponent {
    const component = new RepositoryComponent(name, inputs, options);
    return {
        urn: component.urn,
        state: {
            lifecyclePolicy: component.lifecyclePolicy,
            repository: component.repository,
            url: component.repository.repositoryUrl,
        },
    };
}
