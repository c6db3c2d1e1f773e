import { requiredTags } from "../../../policy/rules/required-tags";
import { CANARY, one, specify, UNKNOWN } from "../support";

const VPC = "aws:ec2/vpc:Vpc";
const ASG = "aws:autoscaling/group:Group";
const TAGS = { Project: "p", Environment: "staging", ManagedBy: "pulumi", Owner: "o", CostCenter: "c" };
const { Owner: _owner, ...WITHOUT_OWNER } = TAGS;
const listed = (tags: Readonly<Record<string, unknown>>) =>
    Object.entries(tags).map(([key, value]) => ({ key, value, propagateAtLaunch: true }));

specify(requiredTags, {
    accepts: {
        "all five": one(VPC, { tags: TAGS }),
        "those that the provider adds": one(VPC, {}, { provider: { defaultTags: JSON.stringify({ tags: TAGS }) } }),
        "one of its own beside the provider's": one(
            VPC,
            { tags: { Owner: "me" } },
            { provider: { defaultTags: { tags: WITHOUT_OWNER } } },
        ),
        "the merged ones": one(VPC, { tagsAll: TAGS }),
        "an auto-scaling group's list": one(ASG, { tags: listed(TAGS) }),
        "a type that takes no tags": one("aws:ec2/routeTableAssociation:RouteTableAssociation", {}),
        "a type of another cloud": one("cloudflare:index/record:Record", {}),
        "a type whose file is spelled otherwise than its token": one("aws:s3/bucketObjectv2:BucketObjectv2", {
            tags: TAGS,
        }),
        "a tag whose value is not known yet": one(VPC, { tags: { ...TAGS, Owner: UNKNOWN } }),
    },
    refuses: {
        "no tags": one(VPC, {}, { finds: ["it: tags"] }),
        "one missing": one(VPC, { tags: WITHOUT_OWNER }, { finds: ["it: tags"] }),
        "one empty": one(VPC, { tags: { ...TAGS, Owner: " " } }, { finds: ["it: tags"] }),
        "one null": one(VPC, { tags: { ...TAGS, Owner: null } }, { finds: ["it: tags"] }),
        "an auto-scaling group, which the provider's don't reach": one(
            ASG,
            { tags: listed({ Name: "nat" }) },
            { provider: { defaultTags: JSON.stringify({ tags: TAGS }) }, finds: ["it: tags"] },
        ),
    },
    leavesUndecided: {
        "tags that are computed": one(VPC, { tags: UNKNOWN }, { finds: ["it? tags"] }),
        "a tag whose key is computed, and judges the others": one(
            ASG,
            { tags: [...listed({ ...WITHOUT_OWNER, Project: "" }), { key: UNKNOWN, value: "me" }] },
            { finds: ["it? tags[4].key", "it: tags"] },
        ),
        "a list of tags that is computed": one(ASG, { tags: UNKNOWN }, { finds: ["it? tags"] }),
    },
    keepsSecret: {
        "a secret tag": one(VPC, { tags: { Owner: CANARY } }, { finds: ["it: tags"] }),
    },
    obeys: {
        "a shorter list of tags": one(VPC, { tags: { Team: "t" } }, { settings: { tags: ["Team"] } }),
    },
});
