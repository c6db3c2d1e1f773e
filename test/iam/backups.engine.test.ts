import assert from "node:assert/strict";
import { recordsOf } from "../crash/same-world/outcome";
import { type TestEnvironment, testEnvironment } from "../support/environment";
import { changed } from "../support/project-files";
import { OPEN_TO_ADMINISTRATORS, OPEN_TO_TASKS } from "./checks/backup-reach";
import { backupRequests } from "./checks/backup-requests";
import { backupFaults } from "./checks/backups";
import { requestFaults } from "./checks/requests";
import { backupSeeds } from "./seeds/backups";
import { type Account, accountOf } from "./support/account";
import { type Backups, backupsOf } from "./support/backups";
import { administrator, type Caller, laterRole, rootUser } from "./support/callers";
import { withoutResourcePolicy } from "./support/change";
import { directWays, everyWay, openWays } from "./support/ways";

const OPERATIONS = "operations";
const DEPLOYER = "deployer";

describe("IAM around the backups of staging, by the policies that stand in the sandbox", () => {
    let environment: TestEnvironment;
    let account: Account;
    let backups: Backups;
    before(async () => {
        environment = await testEnvironment("staging");
        await environment.up();
        await read();
    });
    after(() => environment.discard());

    async function read(): Promise<void> {
        const records = recordsOf(environment.place.sandbox.worlds);
        account = accountOf(records, "aws/111122223333");
        backups = backupsOf(account, await environment.stack("data").outputs());
    }

    function open(caller: Caller, at = account): Promise<readonly string[]> {
        return openWays(at, caller, everyWay(backups));
    }

    it("lets the runner, the check and ECS do what is written down, and nobody else anything", async () => {
        assert.deepEqual(await backupFaults(account, backups), []);
    });

    it("would notice each over-grant, and each right that is missing", async () => {
        const missed: string[] = [];
        const seeds = backupSeeds(account, backups);
        for (const { name, change, fault } of seeds) {
            const faults = await backupFaults(change(account), backups);
            if (!faults.some((line) => fault.test(line))) {
                missed.push([name, ...faults].join("\n  "));
            }
        }
        assert.deepEqual(missed, []);
        assert.ok(seeds.length > 50, String(seeds.length));
    });

    it("leaves an administrator who takes the bucket's policy away with the lock before him, and without the key", async () => {
        const left = withoutResourcePolicy(account, backups.bucket);
        const { key, object } = backups;
        const needsKey = directWays(backups).map(({ name, calls }) => {
            const isOfObject = calls.every(({ resource }) => resource === object);
            const isReading = calls.some(({ action }) => /^s3:(GetObject|UpdateObject)/.test(action));
            return {
                name,
                calls: isOfObject && isReading ? [...calls, { action: "kms:Decrypt", resource: key }] : calls,
            };
        });
        assert.deepEqual(await openWays(left, administrator(account), needsKey), [
            // With another key than the bucket's; what it is put over stays, and is what the manifest names.
            "overwrites a backup",
            "overwrites it by replication",
            "annotates a backup",
            "annotates a version",
            "annotates it by replication",
            "deletes it by replication",
            "puts a delete marker on it",
            // From here on it is S3's lock that refuses: in GOVERNANCE mode until it is gone round, in COMPLIANCE mode always.
            "deletes a version",
            "goes round the lock",
            "sets another time of the lock",
            "takes a legal hold away",
            "ends an upload",
            "opens it by an ACL",
            "opens a version by an ACL",
            "tags it for a rule of the lifecycle",
            "tags a version for a rule of the lifecycle",
        ]);
    });

    describe("with operations and administrators in its config", () => {
        const arnOf = (role: string): string => `arn:aws:iam::111122223333:role/${role}`;
        before(async () => {
            const named = { operationsRoleArns: [arnOf(OPERATIONS)], administratorRoleArns: [arnOf(DEPLOYER)] };
            environment.configure("data", changed(environment.config("data"), "plinth:backup", named));
            await environment.stack("data").up();
            await read();
        });

        it("closes settings and secret to all but these, the root user and operations", async () => {
            const { id } = account;
            assert.deepEqual(await open(administrator(account)), OPEN_TO_TASKS);
            assert.deepEqual(await open(laterRole(id, "restartix-staging-worker-task", "*")), OPEN_TO_TASKS);
            assert.deepEqual(await open(laterRole(id, DEPLOYER, "*")), OPEN_TO_ADMINISTRATORS);
            assert.deepEqual(await open(rootUser(account)), OPEN_TO_ADMINISTRATORS);
        });

        it("lets the runner and its check do their work all the same", async () => {
            assert.deepEqual(await requestFaults(account, backupRequests(account, backups)), []);
        });

        it("lets operations read, delete and unlock, and neither write nor grant", async () => {
            const found = await open(laterRole(account.id, OPERATIONS, "*"));
            assert.deepEqual(found, [
                "reads a backup",
                "reads an older version",
                "copies it into another bucket by replication",
                "decrypts",
                "puts a delete marker on it",
                "deletes a version",
                "goes round the lock",
                "sets another time of the lock",
                "takes a legal hold away",
                "ends an upload",
                "opens it by an ACL",
                "opens a version by an ACL",
                "tags it for a rule of the lifecycle",
                "tags a version for a rule of the lifecycle",
                ...OPEN_TO_ADMINISTRATORS,
            ]);
        });
    });
});
