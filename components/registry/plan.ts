/** From an image repository's arguments to what is to be made. Pure. */
import { checkForm, checkWhole } from "../checks";
import { type Fault, refuseFaults } from "../faults";
import type { ImageRepositoryPlanArgs } from "./args";

/** Arguments as somebody wrote them: any of them may be missing. */
export type ImageRepositoryCandidate = Partial<ImageRepositoryPlanArgs>;

const SERVICE = /^(?=.{1,64}$)[a-z](?:-?[a-z0-9])*$/;

/** Everything wrong with the arguments, with paths from their root; empty when nothing is. */
export function validateImageRepository(args: ImageRepositoryCandidate): Fault[] {
    return [
        ...checkWhole("keepImages", args.keepImages, 1, 1000),
        ...checkWhole("keepUntaggedDays", args.keepUntaggedDays, 1, 365),
    ];
}

/** Everything wrong with the name of a service that has images. */
export function validateServiceName(path: string, service: string): Fault[] {
    const allowed = "1 to 64 lower-case letters, digits and single hyphens, a letter first, no hyphen last";
    return checkForm(path, service, SERVICE, allowed);
}

/** A rule of the lifecycle, as awsx takes it. */
export interface LifecycleRule {
    readonly description: string;
    readonly tagStatus: "any" | "untagged";
    readonly maximumNumberOfImages?: number;
    readonly maximumAgeLimit?: number;
}

export interface ImageRepositoryPlan {
    readonly rules: readonly LifecycleRule[];
    readonly forceDelete: boolean;
}

/** @throws InvalidArgsError with all faults of the arguments at once. */
export function planImageRepository(
    subject: string,
    args: ImageRepositoryPlanArgs & { readonly service: string },
): ImageRepositoryPlan {
    refuseFaults(subject, [...validateServiceName("service", args.service), ...validateImageRepository(args)]);
    const { keepImages = 50, keepUntaggedDays = 7, forceDelete = false } = args;
    return {
        forceDelete,
        rules: [
            {
                description: `remove untagged images after ${keepUntaggedDays} days`,
                tagStatus: "untagged",
                maximumAgeLimit: keepUntaggedDays,
            },
            { description: `keep ${keepImages} images`, tagStatus: "any", maximumNumberOfImages: keepImages },
        ],
    };
}
