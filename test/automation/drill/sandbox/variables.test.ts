import assert from "node:assert/strict";
import { CommandFault } from "../../../../automation/command-fault";
import {
    canaryColumn,
    checkVariables,
    requireKnown,
    runnerVariables,
} from "../../../../automation/drill/sandbox/variables";

const SERVER = { host: "127.0.0.1", port: 45_678, user: "postgres", password: "p@ss/word" };
const container = (
    variables: Readonly<Record<string, string>>,
): { command: string[]; variables: typeof variables } => ({
    command: ["verify"],
    variables,
});

describe("the environment of a drill's program", () => {
    it("is the task's own, but for where the scratch server is", () => {
        const given = { BACKUP_BUCKET: "b", SCRATCH_DATABASE_URL: "postgres://postgres@127.0.0.1:5432/postgres" };
        const { SCRATCH_DATABASE_URL: url = "", ...rest } = checkVariables(container(given), SERVER);
        assert.deepEqual(rest, { BACKUP_BUCKET: "b" });
        assert.equal(url, "postgres://postgres:p%40ss%2Fword@127.0.0.1:45678/postgres");
    });

    it("gets nothing that the task doesn't have, and keeps what can't be an address for the program to judge", () => {
        assert.deepEqual(checkVariables(container({ BACKUP_BUCKET: "b" }), SERVER), { BACKUP_BUCKET: "b" });
        assert.deepEqual(checkVariables(container({ SCRATCH_DATABASE_URL: "x" }), SERVER), {
            SCRATCH_DATABASE_URL: "x",
        });
    });

    it("leads to the server on this machine for a backup, whatever the task says of TLS", () => {
        const place = { DATABASE_HOST: "writer.db.example", DATABASE_PORT: "5432" };
        const given = { ...place, DATABASE_SSLMODE: "verify-full", DATABASE_CA_FILE: "/etc/ssl/certs/authorities.pem" };
        assert.deepEqual(runnerVariables(container({ ...given, DATABASE_NAME: "restartix" }), SERVER), {
            ...{ DATABASE_HOST: "127.0.0.1", DATABASE_PORT: "45678", DATABASE_SSLMODE: "disable" },
            DATABASE_NAME: "restartix",
        });
    });

    it("names no place in the image: neither its programs nor its certificates are here", () => {
        const given = { PG_BIN: "/usr/libexec/postgresql17", DATABASE_CA_FILE: "/ca.pem", AWS_REGION: "r" };
        assert.deepEqual(checkVariables(container(given), SERVER), { AWS_REGION: "r" });
        assert.equal(runnerVariables(container(given), SERVER)["PG_BIN"], undefined);
    });

    it("can't lead anything to AWS", () => {
        const given = {
            AWS_ENDPOINT_URL: "https://s3.eu-central-1.amazonaws.com",
            AWS_ACCESS_KEY_ID: "x",
            AWS_REGION: "r",
        };
        assert.deepEqual(checkVariables(container(given), SERVER), { AWS_REGION: "r" });
    });

    it("may hold nothing that the program's code doesn't name, as a whole word", () => {
        const code = 'x.required("BACKUP_BUCKET"),process.env.AWS_REGION,"VERIFY_CANARY_LONGER"';
        const given = container({ BACKUP_BUCKET: "b", AWS_REGION: "r", VERIFY_CANARY: "c", ODD: "o" });
        assert.throws(
            () => requireKnown("The task", given, code),
            (fault) =>
                fault instanceof CommandFault &&
                fault.exitCode === 10 &&
                fault.message === "The task is given what its program doesn't know: VERIFY_CANARY, ODD.",
        );
        requireKnown("The task", container({ BACKUP_BUCKET: "b", AWS_REGION: "r" }), code);
    });

    it("tells which column is the canary", () => {
        assert.deepEqual(canaryColumn(container({ VERIFY_CANARY: "app.beats.seen_at" })), {
            ...{ schema: "app", table: "beats", column: "seen_at" },
        });
        assert.equal(canaryColumn(container({})).table, "heartbeat");
    });
});
