/** All rules, in the order of docs/policy.md. */
import type { Rule } from "../frame/rule";
import { closedDataTier } from "./closed-data-tier";
import { deletionProtection } from "./deletion-protection";
import { encryptionAtRest } from "./encryption-at-rest";
import { encryptionInTransit } from "./encryption-in-transit";
import { fixedNames } from "./fixed-names";
import { iamWildcards } from "./iam-wildcards";
import { logRetention } from "./log-retention";
import { openIngress } from "./open-ingress";
import { plainSecrets } from "./plain-secrets";
import { requiredTags } from "./required-tags";

export const RULES: readonly Rule[] = [
    requiredTags,
    fixedNames,
    openIngress,
    closedDataTier,
    encryptionAtRest,
    encryptionInTransit,
    iamWildcards,
    deletionProtection,
    logRetention,
    plainSecrets,
];
