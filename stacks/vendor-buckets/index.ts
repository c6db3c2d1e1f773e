import * as pulumi from "@pulumi/pulumi";
import { openEnvironment } from "../../components/environment";
import { VendorBuckets } from "../../components/vendor-buckets";
import { vendorBucketsConfig } from "../../config/vendor-buckets";
import { type ExportedOutputs, exportOutputs } from "../../contracts/contract";
import { vendorBucketsContract } from "../../contracts/vendor-buckets";
import { bundleBucketSettings, bundleReconciler } from "../../runtime/bundle";
import { onceAllAreThere } from "./applied";
import { requirePeople, runOfThisProcess } from "./people";
import { requirePromotion } from "./promotion";
import { applicationOf } from "./record";

/** Given by who runs the program itself; the engine's own script gives nothing. */
interface VendorBucketsRun {
    /** It keeps CI away from real clouds, and asks people. @default false */
    readonly asked?: boolean;
}

/**
 * What vendors allow, shared by all that call them. It stands alone: consumers refer to its role, and read no more of it.
 *
 * `prod` takes only what `pre` has applied before; the record is in the outputs of `pre`, which are written once all of
 * its resources are as its program says. Neither is applied by CI.
 *
 * As every program here it reads config and makes resources only when called, and relies on no working directory.
 */
async function vendorBucketsProgram({ asked = false }: VendorBucketsRun = {}): Promise<
    ExportedOutputs<typeof vendorBucketsContract>
> {
    const config = vendorBucketsConfig.read(pulumi.getStack());
    requirePeople(runOfThisProcess(asked));
    const code = { reconcilerCode: bundleReconciler(), settingsCode: bundleBucketSettings() };
    const application = applicationOf(
        config,
        Object.values(code).map(({ sha256 }) => sha256),
    );
    await requirePromotion(config.environment, application);

    const { service, tags } = config;
    const { naming, provider } = openEnvironment({ ...config, tags: { ...tags, service } });
    const {
        result: buckets,
        resources,
        whenThere,
    } = onceAllAreThere((opts) => new VendorBuckets("buckets", { ...config, ...code, naming }, opts), {
        providers: { aws: provider },
    });

    return exportOutputs(vendorBucketsContract, {
        consumerRoleArn: buckets.consumerRoleArn,
        tableName: buckets.tableName,
        tableArn: buckets.tableArn,
        reconcilerRoleArn: buckets.reconcilerRoleArn,
        reconcilerFunctionName: buckets.reconcilerFunctionName,
        deadLetterQueueUrl: buckets.deadLetterQueueUrl,
        appliedProgram: whenThere(application.program),
        appliedConfig: whenThere(application.config),
        appliedResources: resources,
    });
}

// Pulumi calls what a CommonJS module exports as a whole; it does not look for a default export there.
export = vendorBucketsProgram;
