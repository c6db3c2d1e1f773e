/** Amazon Simple Storage Service. */
import type { AnyInvokeModel } from "../../kernel/model";
import { bucket } from "./bucket";
import { ownershipControls, publicAccessBlock } from "./bucket-access";
import { encryption } from "./bucket-encryption";
import { lifecycle } from "./bucket-lifecycle";
import { logging } from "./bucket-logging";
import { bucketPolicy } from "./bucket-policy";
import { objectLock, versioning } from "./bucket-versions";

export const models = [
    bucket,
    bucketPolicy,
    encryption,
    lifecycle,
    logging,
    objectLock,
    ownershipControls,
    publicAccessBlock,
    versioning,
];
export const invokes: readonly AnyInvokeModel[] = [];
