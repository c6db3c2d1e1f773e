import { logRetention } from "../../../policy/rules/log-retention";
import { CANARY, one, specify, UNKNOWN } from "../support";

const GROUP = "aws:cloudwatch/logGroup:LogGroup";

specify(logRetention, {
    accepts: {
        "thirty days": one(GROUP, { retentionInDays: 30 }),
        "a number in a string": one(GROUP, { retentionInDays: "90" }),
        "another type without any": one("aws:cloudwatch/logStream:LogStream", {}),
    },
    refuses: {
        "none at all": one(GROUP, {}, { finds: ["it: retentionInDays"] }),
        "zero, which is for ever": one(GROUP, { retentionInDays: 0 }, { finds: ["it: retentionInDays"] }),
        "what is no number": one(GROUP, { retentionInDays: "long" }, { finds: ["it: retentionInDays"] }),
    },
    leavesUndecided: {
        "a retention that is computed": one(GROUP, { retentionInDays: UNKNOWN }, { finds: ["it? retentionInDays"] }),
    },
    keepsSecret: {
        "a retention that is a secret": one(GROUP, { retentionInDays: CANARY }, { finds: ["it: retentionInDays"] }),
    },
    obeys: {},
});
