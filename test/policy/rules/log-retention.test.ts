import { logRetention } from "../../../policy/rules/log-retention";
import { CANARY, type Given, one, specify, UNKNOWN } from "../support";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";

const group = (name: string): Given => ({ type: GROUP, name: "group", props: { name, retentionInDays: 30 } });
const caller = (props: Given["props"], sources: Given["sources"] = {}): Given => ({
    type: "aws:lambda/function:Function",
    name: "caller",
    props,
    sources,
});

specify(logRetention, {
    accepts: {
        "thirty days": one(GROUP, { retentionInDays: 30 }),
        "a number in a string": one(GROUP, { retentionInDays: "90" }),
        "another type without any": one("aws:cloudwatch/logStream:LogStream", {}),
        "a function whose group bears its name": {
            resources: [group("/aws/lambda/restartix-staging-jobs"), caller({ name: "restartix-staging-jobs" })],
        },
        "a function that names its group": {
            resources: [group("/jobs"), caller({ name: "jobs", loggingConfig: { logGroup: "/jobs" } })],
        },
        "a function with a group that is not known yet": {
            resources: [
                group("/jobs"),
                caller({ name: "jobs", loggingConfig: { logGroup: UNKNOWN } }, { loggingConfig: ["group"] }),
            ],
        },
    },
    refuses: {
        "none at all": one(GROUP, {}, { finds: ["it: retentionInDays"] }),
        "zero, which is for ever": one(GROUP, { retentionInDays: 0 }, { finds: ["it: retentionInDays"] }),
        "a function that makes its own": {
            resources: [group("/aws/lambda/others"), caller({ name: "jobs" })],
            finds: ["caller: loggingConfig.logGroup"],
        },
        "a function that names a group of nobody's": {
            resources: [group("/aws/lambda/jobs"), caller({ name: "jobs", loggingConfig: { logGroup: "/jobs" } })],
            finds: ["caller: loggingConfig.logGroup"],
        },
        "what is no number": one(GROUP, { retentionInDays: "long" }, { finds: ["it: retentionInDays"] }),
    },
    leavesUndecided: {
        "a function whose name is not known": { resources: [caller({ name: UNKNOWN })], finds: ["caller? name"] },
        "a retention that is computed": one(GROUP, { retentionInDays: UNKNOWN }, { finds: ["it? retentionInDays"] }),
    },
    keepsSecret: {
        "the name of a function": { resources: [caller({ name: CANARY })], finds: ["caller: loggingConfig.logGroup"] },
        "a retention that is a secret": one(GROUP, { retentionInDays: CANARY }, { finds: ["it: retentionInDays"] }),
    },
    obeys: {},
});
