import assert from "node:assert/strict";
import type { PolicyStatement } from "../../../components/iam";
import type { Account, Role } from "./account";
import { laterRole, rootUser, service, sessionOf } from "./callers";
import { decide, decideAtBest } from "./simulator";

const ID = "111122223333";
const BUCKET = "arn:aws:s3:::files";
const OBJECT = `${BUCKET}/a`;
const KEY = `arn:aws:kms:eu-central-1:${ID}:key/6f5e2a0c-0000-4000-8000-000000000001`;
const ROOT = { AWS: `arn:aws:iam::${ID}:root` };

function account(resourcePolicies: Readonly<Record<string, readonly PolicyStatement[]>> = {}): Account {
    const documents = Object.entries(resourcePolicies).map(
        ([arn, Statement]) => [arn, { Version: "2012-10-17", Statement }] as const,
    );
    return { id: ID, roles: [], arns: [], resourcePolicies: new Map(documents) };
}

function role(...statements: readonly PolicyStatement[]): Role {
    const document = (Statement: readonly PolicyStatement[]) => ({ Version: "2012-10-17", Statement });
    const policies = [{ name: "own", document: document(statements) }];
    return { name: "reader", arn: `arn:aws:iam::${ID}:role/reader`, trust: document([]), policies };
}

const reads: PolicyStatement = { Sid: "Reads", Effect: "Allow", Action: "s3:Get*", Resource: OBJECT };
const decrypts: PolicyStatement = { Sid: "Decrypts", Effect: "Allow", Action: "kms:Decrypt", Resource: KEY };

describe("IAM, simulated", () => {
    it("lets a role do what its policy says, and names the statement", async () => {
        const reader = sessionOf(account(), role(reads));
        const { isAllowed, because } = await decide(
            account(),
            reader,
            { action: "s3:GetObject", resource: OBJECT },
            {},
        );
        assert.deepEqual([isAllowed, because], [true, "Reads of the caller's policies"]);
        assert.equal(
            (await decideAtBest(account(), reader, { action: "s3:PutObject", resource: OBJECT })).isAllowed,
            false,
        );
        const other = { action: "s3:GetObject", resource: `${BUCKET}/b` };
        assert.equal((await decideAtBest(account(), reader, other)).isAllowed, false);
    });

    it("asks about what only `NotAction` or an asterisk names", async () => {
        const call = { action: "s3:GetObject", resource: OBJECT };
        const allBut = { Effect: "Allow", NotAction: "s3:PutObject", Resource: "*" } as unknown as PolicyStatement;
        for (const statement of [allBut, { ...reads, Action: "*" }, { ...reads, Action: "S3:getobj?ct" }]) {
            assert.equal((await decideAtBest(account(), sessionOf(account(), role(statement)), call)).isAllowed, true);
        }
    });

    it("takes a bucket's denial for the bucket's objects too, told by the role's ARN in every session", async () => {
        const denied = (arn: string): Account =>
            account({
                [BUCKET]: [
                    {
                        ...{ Sid: "Others", Effect: "Deny", Principal: "*", Action: "s3:GetObject" },
                        Resource: `${BUCKET}/*`,
                        Condition: { ArnNotEquals: { "aws:PrincipalArn": arn } },
                    },
                ],
            });
        const reader = role(reads);
        const call = { action: "s3:GetObject", resource: OBJECT };
        assert.equal((await decideAtBest(denied(reader.arn), sessionOf(account(), reader), call)).isAllowed, true);
        const other = await decideAtBest(denied(`${reader.arn}-2`), sessionOf(account(), reader), call);
        assert.deepEqual([other.isAllowed, other.because], [false, "Others of the resource's policy"]);
    });

    it("lets nobody use a key by his own policy alone: the key's has to delegate to the account", async () => {
        const call = { action: "kms:Decrypt", resource: KEY };
        const caller = sessionOf(account(), role(decrypts));
        const delegating = account({ [KEY]: [{ Effect: "Allow", Principal: ROOT, Action: "kms:*", Resource: "*" }] });
        const silent = account({ [KEY]: [{ Effect: "Allow", Principal: ROOT, Action: "kms:Encrypt", Resource: "*" }] });
        assert.equal((await decide(delegating, caller, call, {})).isAllowed, true);
        assert.equal((await decide(silent, caller, call, {})).isAllowed, false);
        assert.equal((await decide(delegating, laterRole(ID, "empty"), call, {})).isAllowed, false);
        assert.equal((await decide(delegating, rootUser(account()), call, {})).isAllowed, true);
    });

    it("takes a service that acts for nobody for a caller without an ARN, which it can't make up", async () => {
        const others = { ArnNotEquals: { "aws:PrincipalArn": `arn:aws:iam::${ID}:role/reader` } };
        const all = { Principal: "*", Action: "kms:Decrypt", Resource: "*" } as const;
        const keyed = account({
            [KEY]: [
                { Sid: "All", Effect: "Allow", ...all },
                { Sid: "Others", Effect: "Deny", ...all, Condition: others },
            ],
        });
        const { isAllowed, because } = await decideAtBest(keyed, service("s3.amazonaws.com"), {
            action: "kms:Decrypt",
            resource: KEY,
        });
        assert.deepEqual([isAllowed, because], [false, "Others of the resource's policy"]);
    });

    it("takes the best request somebody could make, and says what his policies ask of it", async () => {
        const Condition = { StringEquals: { "kms:ViaService": "s3.eu-central-1.amazonaws.com" } };
        const keyed = account({
            [KEY]: [
                { Effect: "Allow", Principal: ROOT, Action: "kms:*", Resource: "*" },
                {
                    ...{ Effect: "Deny", Principal: "*", Action: "kms:*", Resource: "*" },
                    Condition: { Bool: { "aws:SecureTransport": "false" } },
                },
            ],
        });
        const caller = sessionOf(account(), role({ ...decrypts, Condition }));
        const call = { action: "kms:Decrypt", resource: KEY };
        const best = await decideAtBest(keyed, caller, call);
        const via = "kms:ViaService StringEquals s3.eu-central-1.amazonaws.com";
        assert.deepEqual([best.isAllowed, best.conditions], [true, via]);
        assert.equal((await decide(keyed, caller, call, {})).isAllowed, false);
        assert.equal((await decide(keyed, caller, call, { ...Condition.StringEquals })).isAllowed, true);
    });

    it("knows the encryption context that a secret's key is asked with", async () => {
        const secret = `arn:aws:secretsmanager:eu-central-1:${ID}:secret:a`;
        const Condition = { StringEquals: { "kms:EncryptionContext:SecretARN": secret } };
        const keyed = account({ [KEY]: [{ Effect: "Allow", Principal: ROOT, Action: "kms:*", Resource: "*" }] });
        const caller = sessionOf(account(), role({ ...decrypts, Condition }));
        const outcome = async (arn: string): Promise<boolean> => {
            const context = { "kms:EncryptionContext:SecretARN": arn };
            return (await decide(keyed, caller, { action: "kms:Decrypt", resource: KEY }, context)).isAllowed;
        };
        assert.deepEqual([await outcome(secret), await outcome(`${secret}-2`)], [true, false]);
    });

    it("asks a role's trust policy who takes it on, whatever the caller may", async () => {
        const trust = (Principal: PolicyStatement["Principal"]): Account => {
            const Statement = [{ Effect: "Allow", Principal, Action: "sts:AssumeRole" }] as const;
            return { ...account(), roles: [{ ...role(), trust: { Version: "2012-10-17", Statement } }] };
        };
        const call = { action: "sts:AssumeRole", resource: role().arn };
        const tasks = service("ecs-tasks.amazonaws.com");
        const ofTasks = trust({ Service: "ecs-tasks.amazonaws.com" });
        assert.equal((await decideAtBest(ofTasks, tasks, call)).isAllowed, true);
        assert.equal((await decideAtBest(ofTasks, laterRole(ID, "administrator", "*"), call)).isAllowed, false);
        assert.equal((await decideAtBest(trust(ROOT), laterRole(ID, "administrator", "*"), call)).isAllowed, true);
    });

    it("refuses a question that means nothing", async () => {
        const caller = sessionOf(account(), role({ ...reads, Action: "*" }));
        const nonsense = { action: "s3:GetObject", resource: KEY };
        await assert.rejects(decideAtBest(account(), caller, nonsense), /can't be simulated: .*no\.resource\.types/);
        const call = { action: "s3:GetObject", resource: OBJECT };
        await assert.rejects(decide(account(), caller, call, { "kms:ViaService": "s3" }), /knows no kms:ViaService/);
    });
});
