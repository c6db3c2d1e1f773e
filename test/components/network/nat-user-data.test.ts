import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { natInstanceUserData, natScript, natWatchScript } from "../../../components/network/nat-user-data";

const ARGS = { networkInterfaceId: "eni-0123456789abcdef0", region: "eu-central-1", vpcCidrBlock: "10.10.0.0/16" };

/** Stand-ins for what the script calls; each writes its arguments to the log. The loopback plays the interface. */
const STAND_INS: Readonly<Record<string, string>> = {
    aws: 'touch "$STATE/attached"',
    curl: `case "$*" in
        *macs/) echo "0e:00:00:00:00:01/"; [ -e "$STATE/attached" ] && echo "00:00:00:00:00:00/"; true ;;
        *00:00:00:00:00:00/interface-id*) echo eni-0123456789abcdef0 ;;
        *interface-id*) echo eni-00000000000000000 ;;
        *checkip*) [ ! -e "$STATE/no-egress" ] ;;
        *) echo i-1 ;;
    esac`,
    nft: '[ "$1" = list ] && exit 1; cat >"$STATE/rules"',
    ip: `case "$*" in
        *"address show"*) echo "1: lo inet 10.10.64.5/21" ;;
        *"route show"*) echo "default via 10.10.64.1 dev ens5 metric 512" ;;
    esac`,
    sysctl: "true",
    sleep: "true",
    dnf: "true",
    systemctl: "true",
};

/** A folder of stand-ins, and the scripts run with it. */
class Machine {
    readonly folder = mkdtempSync(join(tmpdir(), "plinth-nat-"));

    constructor(changed: Readonly<Record<string, string>> = {}) {
        for (const [name, body] of Object.entries({ ...STAND_INS, ...changed })) {
            this.install(name, `#!/bin/bash\necho "${name} $*" >>"$STATE/log"\n${body}\n`);
        }
    }

    install(name: string, text: string): void {
        writeFileSync(join(this.folder, name), text);
        chmodSync(join(this.folder, name), 0o755);
    }

    run(script: string) {
        const env = { PATH: `${this.folder}:${process.env["PATH"] ?? ""}`, STATE: this.folder };
        return spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
    }

    read(file: string): string {
        const path = join(this.folder, file);
        return existsSync(path) ? readFileSync(path, "utf8") : "";
    }

    remove(): void {
        rmSync(this.folder, { recursive: true, force: true });
    }
}

describe("the user data of a NAT instance", () => {
    const machines: Machine[] = [];
    const machine = (changed?: Readonly<Record<string, string>>): Machine => {
        const made = new Machine(changed);
        machines.push(made);
        return made;
    };
    afterEach(() => {
        for (const used of machines.splice(0)) {
            used.remove();
        }
    });

    it("is shell that bash accepts, as a whole and in its scripts", () => {
        for (const script of [natInstanceUserData(ARGS), natScript(ARGS), natWatchScript()]) {
            const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
            assert.equal(status, 0, stderr);
        }
    });

    it("stays below the 16 KB that EC2 takes", () => {
        assert.ok(Buffer.byteLength(natInstanceUserData(ARGS)) < 16_384);
    });

    it("attaches the interface, masquerades on it and sends everything out through it", () => {
        const nat = machine();
        const { status, stderr } = nat.run(natScript(ARGS));
        assert.equal(status, 0, stderr);
        assert.match(nat.read("rules"), /oifname "lo" ip daddr != 10\.10\.0\.0\/16 masquerade/);
        const log = nat.read("log");
        assert.match(log, /aws ec2 attach-network-interface --region eu-central-1 --instance-id i-1/);
        assert.match(log, /sysctl -q -w net\.ipv4\.ip_forward=1/);
        assert.match(log, /ip route replace default via 10\.10\.64\.1 dev lo metric 50/);
        assert.match(log, /curl .*--interface lo .*checkip/);
    });

    it("asks again while a predecessor holds the interface", () => {
        const refusedTwice = 'echo >>"$STATE/asked"; [ "$(wc -l <"$STATE/asked")" -gt 2 ] && touch "$STATE/attached"';
        const nat = machine({ aws: refusedTwice });
        assert.equal(nat.run(natScript(ARGS)).status, 0);
        assert.equal(nat.read("log").match(/aws ec2 attach/g)?.length, 3);
    });

    it("fails without a rule and without a route when the interface never comes", () => {
        const nat = machine({ aws: "exit 254" });
        const { status, stderr } = nat.run(natScript(ARGS));
        assert.equal(status, 1);
        assert.match(stderr, /interface eni-0123456789abcdef0 is not here yet/);
        assert.equal(nat.read("rules"), "");
        assert.doesNotMatch(nat.read("log"), /route replace/);
    });

    it("fails when the rule is refused", () => {
        assert.notEqual(machine({ nft: "exit 1" }).run(natScript(ARGS)).status, 0);
    });

    it("fails when nothing gets out although everything is in place", () => {
        const nat = machine();
        writeFileSync(join(nat.folder, "no-egress"), "");
        assert.notEqual(nat.run(natScript(ARGS)).status, 0);
    });

    it("powers off after ten failures in a row, and not before", () => {
        const nat = machine();
        const watch = natWatchScript()
            .replace("/usr/local/sbin/plinth-nat", join(nat.folder, "route"))
            .replace("/run/", `${nat.folder}/`);
        nat.install("route", "#!/bin/bash\nexit 1\n");
        for (let run = 1; run <= 9; run += 1) {
            assert.equal(nat.run(watch).status, 1);
        }
        assert.doesNotMatch(nat.read("log"), /poweroff/);
        nat.run(watch);
        assert.match(nat.read("log"), /systemctl poweroff/);
    });

    it("forgets failures after a success", () => {
        const nat = machine();
        const watch = natWatchScript()
            .replace("/usr/local/sbin/plinth-nat", join(nat.folder, "route"))
            .replace("/run/", `${nat.folder}/`);
        nat.install("route", "#!/bin/bash\nexit 1\n");
        nat.run(watch);
        assert.equal(nat.read("plinth-nat.failures"), "1\n");
        nat.install("route", "#!/bin/bash\nexit 0\n");
        assert.equal(nat.run(watch).status, 0);
        assert.equal(nat.read("plinth-nat.failures"), "");
    });
});
