/**
 * The URNs that stacks in the field have in their state. A change here replaces resources: give the renamed one an
 * alias and say so in the change's message.
 */

const COMPONENT = "plinth:ecs:EcsService";

function inService(child: string): string {
    return `${COMPONENT}$${child}`;
}

/** What every service has. */
export function serviceUrns(name: string): string[] {
    const children = [
        `aws:cloudwatch/logGroup:LogGroup::${name}`,
        `aws:ecs/service:Service::${name}`,
        `aws:ecs/taskDefinition:TaskDefinition::${name}`,
        `aws:iam/role:Role::${name}-execution`,
        `aws:iam/role:Role::${name}-task`,
        `aws:iam/rolePolicy:RolePolicy::${name}-execution`,
    ];
    return [...children.map(inService), `${COMPONENT}::${name}`];
}

/** Added behind the load balancer. */
export function httpUrns(name: string): string[] {
    return [`aws:lb/listenerRule:ListenerRule::${name}`, `aws:lb/targetGroup:TargetGroup::${name}`].map(inService);
}

/** Added by auto-scaling. */
export function scalingUrns(name: string): string[] {
    return [`aws:appautoscaling/policy:Policy::${name}-cpu`, `aws:appautoscaling/target:Target::${name}`].map(
        inService,
    );
}

/** Added by discovery through Cloud Map. */
export function cloudMapUrns(name: string): string[] {
    return [`aws:servicediscovery/service:Service::${name}`].map(inService);
}
