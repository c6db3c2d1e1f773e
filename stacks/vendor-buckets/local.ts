import { openEnvironment } from "../../components/environment";
import { VendorBuckets } from "../../components/vendor-buckets";
import type { VendorBucketsConfig } from "../../config/vendor-buckets";
import { bundleBucketSettings, bundleReconciler } from "../../runtime/bundle";

/** What a developer's environment doesn't share with the stack that it follows. */
export interface OwnValues {
    /** Second part of every name. */
    readonly environment: string;
    /** The emulator's account. */
    readonly accountId: string;
}

/** A stack's buckets under the name of another environment, which an emulator has: the same limits, and nothing is protected. */
export function localBuckets(config: VendorBucketsConfig, own: OwnValues): VendorBuckets {
    const values = { ...config, ...own, deletionProtection: false };
    const { naming, provider } = openEnvironment({ ...values, tags: { ...config.tags, service: config.service } });
    const code = { reconcilerCode: bundleReconciler(), settingsCode: bundleBucketSettings() };
    return new VendorBuckets("buckets", { ...values, ...code, naming }, { providers: { aws: provider } });
}
