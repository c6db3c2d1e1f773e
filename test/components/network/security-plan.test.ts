import assert from "node:assert/strict";
import { ESSENTIAL_SERVICES, planSecurityRules, SECURITY_GROUPS } from "../../../components/network/security-plan";

const APP_PORTS = { from: 3000, to: 9999 };
const rules = planSecurityRules(APP_PORTS, ESSENTIAL_SERVICES);
const allowed = (plan = rules): string[] =>
    plan.map(({ group, direction, peer, ports }) => `${group} ${direction} ${peer} ${ports.from}-${ports.to}`).sort();

/** What AWS takes in a description: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
const DESCRIPTION = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

describe("the rules between the security groups", () => {
    it("are these and no other", () => {
        assert.deepEqual(allowed(), [
            "alb egress fargate-app 3000-9999",
            "alb ingress anywhere 443-443",
            "alb ingress anywhere 80-80",
            "endpoints ingress fargate-app 443-443",
            "endpoints ingress fargate-pgbouncer 443-443",
            "endpoints ingress migrations-runner 443-443",
            "fargate-app egress anywhere 443-443",
            "fargate-app egress endpoints 443-443",
            "fargate-app egress fargate-pgbouncer 5432-5432",
            "fargate-app egress fargate-pgbouncer 6432-6432",
            "fargate-app egress redis 6379-6379",
            "fargate-app ingress alb 3000-9999",
            "fargate-pgbouncer egress endpoints 443-443",
            "fargate-pgbouncer egress rds 5432-5432",
            "fargate-pgbouncer egress s3 443-443",
            "fargate-pgbouncer ingress fargate-app 5432-5432",
            "fargate-pgbouncer ingress fargate-app 6432-6432",
            "migrations-runner egress endpoints 443-443",
            "migrations-runner egress rds 5432-5432",
            "migrations-runner egress s3 443-443",
            "rds ingress fargate-pgbouncer 5432-5432",
            "rds ingress migrations-runner 5432-5432",
            "redis ingress fargate-app 6379-6379",
        ]);
    });

    it("let only the load balancer be reached from the internet", () => {
        const open = rules.filter(({ direction, peer }) => direction === "ingress" && peer === "anywhere");
        assert.deepEqual([...new Set(open.map(({ group }) => group))], ["alb"]);
    });

    it("give the data tiers and the endpoints no way out", () => {
        const closed = ["rds", "redis", "endpoints"];
        assert.deepEqual(
            rules.filter(({ group, direction }) => direction === "egress" && closed.includes(group)),
            [],
        );
    });

    it("keep the application away from the database", () => {
        assert.ok(!allowed().some((rule) => rule.startsWith("fargate-app egress rds")));
        assert.ok(!allowed().some((rule) => rule.startsWith("rds ingress fargate-app")));
    });

    it("have both ends wherever both ends are groups", () => {
        for (const { group, direction, peer, ports } of rules.filter((rule) => rule.peer in SECURITY_GROUPS)) {
            const opposite = direction === "ingress" ? "egress" : "ingress";
            assert.ok(allowed().includes(`${peer} ${opposite} ${group} ${ports.from}-${ports.to}`), `${group} ${peer}`);
        }
    });

    it("open the closed task groups to port 443 when a service they need has no endpoint", () => {
        const added = allowed(planSecurityRules(APP_PORTS, ["ecr.api", "ecr.dkr"])).filter(
            (rule) => !allowed().includes(rule),
        );
        assert.deepEqual(added, [
            "fargate-pgbouncer egress anywhere 443-443",
            "migrations-runner egress anywhere 443-443",
        ]);
    });

    it("have distinct names and descriptions that AWS takes", () => {
        assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
        for (const description of [...rules.map((rule) => rule.description), ...Object.values(SECURITY_GROUPS)]) {
            assert.match(description, DESCRIPTION);
        }
    });
});
