import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chownSync, copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { Stand } from "./support/stand";

/** A certificate for `localhost` that nobody else has signed. */
function makeCertificate(folder: string): { readonly key: string; readonly certificate: string } {
    const [key, certificate] = [path.join(folder, "key.pem"), path.join(folder, "certificate.pem")];
    const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const files = ["-keyout", key, "-out", certificate, "-days", "2"];
    const { status, stderr } = spawnSync(
        "openssl",
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...names, ...files],
        {
            encoding: "utf8",
        },
    );
    assert.equal(status, 0, stderr);
    return { key, certificate };
}

describe("a backup over TLS", () => {
    let stand: Stand;
    let folder: string;
    let authority: string;

    before(async () => {
        stand = await Stand.start();
        folder = mkdtempSync(path.join(tmpdir(), "plinth-tls-"));
        const { key, certificate } = makeCertificate(folder);
        authority = certificate;
        const data = stand.sql("postgres", "SHOW data_directory");
        const { uid, gid } = statSync(data);
        for (const [file, name] of [
            [key, "server.key"],
            [certificate, "server.crt"],
        ] as const) {
            copyFileSync(file, path.join(data, name));
            chownSync(path.join(data, name), uid, gid);
        }
        stand.sql("postgres", "ALTER SYSTEM SET ssl = on");
        stand.sql("postgres", "SELECT pg_reload_conf()");
        stand.makeDatabase("core", "CREATE TABLE t (a int); INSERT INTO t VALUES (1)");
    });
    after(async () => {
        rmSync(folder, { recursive: true, force: true });
        await stand.stop();
    });

    it("is what it insists on unless it is told otherwise", async () => {
        await stand.backUp("core", { DATABASE_SSLMODE: "" });
        const plain = await Stand.start();
        plain.makeDatabase("core");
        const { code, last } = await plain.run("core", ["run"], { DATABASE_SSLMODE: "" });
        await plain.stop();
        assert.deepEqual([code, last["event"]], [3, "backup-failed"]);
        assert.match(String(last["message"]), /server does not support SSL connections.*DATABASE_SSLMODE/);
    });

    it("is verified with the authority's file, both by the runner and by pg_dump", async () => {
        const verified = { DATABASE_SSLMODE: "verify-full", DATABASE_CA_FILE: authority, DATABASE_HOST: "localhost" };
        await stand.backUp("core", verified);
        const otherName = await stand.run("core", ["run"], { ...verified, DATABASE_HOST: "127.0.0.1" });
        assert.equal(otherName.code, 3);
        assert.match(String(otherName.last["message"]), /altnames|does not match|IP/i);
        const missing = await stand.run("core", ["run"], {
            ...verified,
            DATABASE_CA_FILE: path.join(folder, "nowhere.pem"),
        });
        assert.equal(missing.code, 2);
        assert.match(String(missing.last["message"]), /certificate authorities can't be read: ENOENT/);
    });

    it("and `require` with that file checks who has signed, not for which host, in both of them", async () => {
        const signed = { DATABASE_SSLMODE: "require", DATABASE_CA_FILE: authority, DATABASE_HOST: "127.0.0.1" };
        await stand.backUp("core", signed);
        const other = mkdtempSync(path.join(folder, "require-"));
        const wrong = { ...signed, DATABASE_CA_FILE: makeCertificate(other).certificate };
        const { code, last } = await stand.run("core", ["run"], wrong);
        assert.equal(code, 3, JSON.stringify(last));
        assert.match(String(last["message"]), /can't be reached: .*certificate/);
    });

    it("tells no password to a server that asks for it in another way than SCRAM, unless the address allows it", async () => {
        const hba = stand.sql("postgres", "SHOW hba_file");
        const before = readFileSync(hba, "utf8");
        const user = "asked_in_the_open";
        stand.sql("postgres", `CREATE ROLE ${user} LOGIN PASSWORD 'sesame'; GRANT pg_read_all_data TO ${user}`);
        writeFileSync(hba, `host all ${user} 127.0.0.1/32 password\n${before}`);
        stand.sql("postgres", "SELECT pg_reload_conf()");
        const url = `postgres://${user}:sesame@127.0.0.1:${stand.postgres.port}/core?sslmode=require`;
        const secretOf = async (name: string, address: string): Promise<Readonly<Record<string, string>>> => ({
            DATABASE_SECRET_ARN: await stand.makeSecret(name, JSON.stringify({ DATABASE_DIRECT_URL: address })),
        });
        const { code, last } = await stand.run("core", ["run"], await secretOf("strict", url));
        assert.equal(code, 3, JSON.stringify(last));
        assert.match(String(last["message"]), /the server asks for the password by password; .*require_auth/);
        await stand.backUp("core", await secretOf("lenient", `${url}&require_auth=password`));
    });

    it("is refused with somebody else's authority", async () => {
        const other = mkdtempSync(path.join(folder, "other-"));
        const { certificate } = makeCertificate(other);
        const wrong = { DATABASE_SSLMODE: "verify-full", DATABASE_CA_FILE: certificate, DATABASE_HOST: "localhost" };
        const { code, last } = await stand.run("core", ["run"], wrong);
        assert.equal(code, 3);
        assert.match(String(last["message"]), /can't be reached: .*certificate/);
    });
});
