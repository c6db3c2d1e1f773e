import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { CommandFault, faultLines } from "../../../automation/command-fault";
import { EngineCommandError } from "../../../automation/run/engine-command";
import { machineFaultAmong, machineFaultIn, machineFaultOf } from "../../../automation/run/machine-faults";
import { DamagedWorldError } from "../../../sandbox/worlds/damaged";

const PLINTH = "/work/.plinth";
const AROUND = { plinth: PLINTH, freeBytes: () => 12_345 };

/** As Node makes them. */
function systemError(code: string, words: string, syscall: string, file?: string): Error {
    const about = file === undefined ? "" : ` '${file}'`;
    return Object.assign(new Error(`${code}: ${words}, ${syscall}${about}`), {
        code,
        syscall,
        ...(file === undefined ? {} : { path: file }),
    });
}

function exitOf(error: unknown): string | undefined {
    return machineFaultOf(error, AROUND)?.exit;
}

function lines(error: unknown): string {
    const fault = machineFaultOf(error, AROUND);
    assert.ok(fault !== undefined, String(error));
    return faultLines(fault).join("\n");
}

const FULL = systemError("ENOSPC", "no space left on device", "write", `${PLINTH}/sandbox/worlds/aws.journal`);

describe("a fault of the machine", () => {
    it("of a full disk names the file, what is free, and what may be deleted", () => {
        assert.equal(exitOf(FULL), "machine");
        const told = lines(FULL);
        assert.ok(
            told.startsWith(`error: The disk of ${PLINTH}/sandbox/worlds/aws.journal is full; 12 kB are free (ENOSPC`),
        );
        assert.ok(told.includes(`What may go: ${PLINTH}/logs; and, to begin the sandbox anew, ${PLINTH}/sandbox.`));
    });

    it("is found however deep it's the cause", () => {
        const world = new Error("the world could not be written down", { cause: FULL });
        assert.equal(exitOf(new AggregateError([new Error("something"), world])), "machine");
    });

    it("of a quota, of a limit on files and of a failing disk says which it is", () => {
        assert.match(
            lines(systemError("EDQUOT", "disk quota exceeded", "write")),
            /disk of \/work\/\.plinth .*its quota/,
        );
        assert.match(lines(systemError("EFBIG", "file too large", "write")), /`ulimit -f`/);
        assert.match(lines(systemError("EIO", "i/o error", "read")), /may be failing/);
    });

    it("of a port says who may hold it", () => {
        const taken = Object.assign(new Error("listen EADDRINUSE: address already in use 127.0.0.1:1"), {
            code: "EADDRINUSE",
            syscall: "listen",
        });
        assert.match(lines(taken), /No port could be had on this machine: listen EADDRINUSE.*\n.*`ss -ltnp`/);
        assert.equal(exitOf(systemError("EADDRNOTAVAIL", "address not available", "listen")), "machine");
    });

    it("of files and memory says what to raise", () => {
        assert.match(lines(systemError("EMFILE", "too many open files", "open", "/etc/hosts")), /`ulimit -n 4096`/);
        assert.match(lines(systemError("ENOMEM", "not enough memory", "spawn")), /fewer projects at a time/);
        assert.equal(exitOf(Object.assign(new Error("spawn EAGAIN"), { code: "EAGAIN", syscall: "spawn" })), "machine");
    });

    it("of the command's own folder names it, and how to choose another", () => {
        for (const file of [PLINTH, `${PLINTH}/logs/1.log`, "/work"]) {
            for (const code of ["EACCES", "EROFS", "EPERM", "ENOTDIR"]) {
                const told = lines(systemError(code, "no", "mkdir", file));
                assert.ok(told.startsWith(`error: ${file} can't be written: `), told);
                assert.match(told, /PLINTH_DIRECTORY/);
            }
        }
    });

    it("is told when a file stands where that folder should be, and not when the folder itself is there", () => {
        const folder = fs.mkdtempSync(path.join(os.tmpdir(), "plinth-faults-"));
        try {
            const plinth = path.join(folder, ".plinth");
            const inTheWay = systemError("EEXIST", "file already exists", "mkdir", plinth);
            fs.writeFileSync(plinth, "");
            assert.match(
                String(machineFaultOf(inTheWay, { plinth })?.message),
                /a file stands where a folder should be/,
            );
            fs.rmSync(plinth);
            fs.mkdirSync(plinth);
            assert.equal(machineFaultOf(inTheWay, { plinth }), undefined);
        } finally {
            fs.rmSync(folder, { recursive: true });
        }
    });

    it("asks the file system what is free, of the nearest folder that is there", () => {
        const plinth = path.join(os.tmpdir(), "nowhere", "at", "all");
        const told = machineFaultOf(systemError("ENOSPC", "no space left on device", "mkdir"), { plinth })?.message;
        assert.match(String(told), /; \d+ (bytes|kB|MB|GB|TB) are free/);
    });

    it("is none where something else went wrong", () => {
        const others = [
            new Error("the program is wrong"),
            systemError("EACCES", "permission denied", "open", "/home/ada/.aws/credentials"),
            systemError("EACCES", "permission denied", "open", "/work/.plinthette"),
            Object.assign(new Error(`spawn ${PLINTH}/engine/pulumi EACCES`), {
                code: "EACCES",
                path: `${PLINTH}/engine`,
            }),
            Object.assign(new Error("read EAGAIN"), { code: "EAGAIN" }),
            systemError("ENOENT", "no such file or directory", "open", `${PLINTH}/x`),
            new CommandFault("usage", "ENOSPC: no space left on device, write"),
            "ENOSPC",
            undefined,
        ];
        others.forEach((error) => assert.equal(machineFaultOf(error, AROUND), undefined, String(error)));
    });
});

describe("what arrives as text through the engine", () => {
    const exitIn = (text: string): string | undefined => machineFaultIn(text, AROUND)?.exit;

    it("is recognised in Node's words and in Go's", () => {
        const world =
            "<{%fg 1%}>the sandbox's world aws/111122223333 could not be written down, so that nothing further is " +
            "changed in it: ENOSPC: no space left on device, write. Remove the cause<{%reset%}>";
        const engine =
            "error: saving snapshot: writing checkpoint: write /work/.plinth/state/p.json: no space left on device";
        assert.equal(exitIn(world), "machine");
        assert.match(
            String(machineFaultIn(engine, AROUND)?.message),
            /disk of \/work\/\.plinth\/state\/p\.json is full/,
        );
        assert.equal(exitIn("error: fork/exec /usr/bin/pulumi: cannot allocate memory"), "machine");
        assert.equal(exitIn(`error: open ${PLINTH}/sandbox/state/x: permission denied`), "machine");
    });

    it("is taken from what the engine wrote when it ended", () => {
        const ended = new EngineCommandError(["up"], 255, "", "error: mkdir /work/.plinth/x: read-only file system\n");
        assert.match(lines(ended), /mounted read-only/);
    });

    it("leaves a cloud's own words alone", () => {
        const clouds = [
            "creating EFS mount: no space left on device",
            "Pod failed: too many open files",
            "AccessDenied: User is not authorized: permission denied",
            "InvalidParameter: EBS volume vol-1: IOPS",
            "ResourceInUse: the address is already in use",
        ];
        clouds.forEach((text) => assert.equal(exitIn(text), undefined, text));
    });

    it("of a wrong passphrase tells where the right one goes", () => {
        const fault = machineFaultIn("error: constructing secrets manager: incorrect passphrase", AROUND);
        assert.equal(fault?.exit, "usage");
        assert.match(fault.advice.join("\n"), /PULUMI_CONFIG_PASSPHRASE_FILE/);
        assert.ok(fault.advice.join("\n").includes(`${PLINTH}/sandbox/passphrase`));
    });

    it("of a damaged world or key names the file, as the error itself does", () => {
        const error = new DamagedWorldError("/w/aws.world", "aws/111122223333", "it does not decrypt");
        for (const fault of [machineFaultOf(error, AROUND), machineFaultIn(`rpc error: ${error.message}`, AROUND)]) {
            assert.equal(fault?.exit, "damaged");
            assert.equal(
                fault.message,
                "The sandbox's world aws/111122223333 cannot be read: it does not decrypt (/w/aws.world).",
            );
        }
        const key = "/w/key does not hold a key of 32 bytes in hex. Put the right one back, or …";
        assert.equal(machineFaultOf(new Error(key), AROUND)?.exit, "damaged");
    });

    it("counts among a run's problems wherever it stands", () => {
        const problems = [{ text: "InvalidParameterValue" }, { text: "ENOSPC: no space left on device, write" }];
        assert.equal(machineFaultAmong(problems, AROUND)?.exit, "machine");
        assert.equal(machineFaultAmong(problems.slice(0, 1), AROUND), undefined);
    });
});

describe("a port that is really taken", () => {
    it("is a fault of the machine", async () => {
        const server = net.createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const address = server.address();
        assert.ok(address !== null && typeof address === "object");
        const error = await new Promise((resolve) =>
            net.createServer().once("error", resolve).listen(address.port, "127.0.0.1"),
        );
        server.close();
        assert.equal(exitOf(error), "machine");
    });
});
