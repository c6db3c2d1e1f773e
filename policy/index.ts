/** The policy pack: `pulumi preview --policy-pack policy`; the `plinth` command always has it on. */
import path from "node:path";
import { PolicyPack } from "@pulumi/policy";
import { policiesOf } from "./frame/policies";
import { RULES } from "./rules";

// The pack has the repository's version, which CrossGuard reads from the working directory's package.json.
process.chdir(path.dirname(__dirname));

new PolicyPack("plinth", { enforcementLevel: "mandatory", policies: policiesOf(RULES) });
