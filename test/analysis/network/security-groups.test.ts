import assert from "node:assert/strict";
import * as fc from "fast-check";
import {
    type Ingress,
    isCalled,
    isInternet,
    type Peer,
    wayFromInternet,
} from "../../../analysis/network/security-groups";

const rule = (group: string, peer: Peer): Ingress => ({
    origin: group,
    path: "",
    group,
    peer,
    protocol: "tcp",
    fromPort: 443,
    toPort: 443,
});
const from = (group: string): Peer => ({ kind: "group", group });
const INTERNET: Peer = { kind: "cidr", block: "0.0.0.0/0" };
const graph = (...ingress: Ingress[]) => ({ groups: [], ingress });

describe("the graph of security groups", () => {
    it("finds a shortest way from the internet", () => {
        const hops = graph(rule("c", from("b")), rule("b", from("a")), rule("a", INTERNET), rule("c", from("a")));
        assert.deepEqual(wayFromInternet(hops, "c"), ["a", "c"]);
    });

    it("finds none past a closed group, or into one", () => {
        const hops = graph(rule("b", from("a")), rule("a", INTERNET));
        assert.equal(wayFromInternet(hops, "b", new Set(["a"])), undefined);
        assert.equal(wayFromInternet(hops, "a", new Set(["a"])), undefined);
    });

    it("ends in circles, and finds a way exactly when an open group is reached", () => {
        const node = fc.integer({ min: 0, max: 6 }).map(String);
        fc.assert(
            fc.property(fc.array(fc.tuple(node, node), { maxLength: 15 }), fc.option(node), (edges, open) => {
                const hops = graph(
                    ...edges.map(([to, source]) => rule(to, from(source))),
                    ...(open === null ? [] : [rule(open, INTERNET)]),
                );
                const reached = new Set(["0"]);
                for (let round = 0; round < 8; round++) {
                    edges.filter(([to]) => reached.has(to)).forEach(([, source]) => reached.add(source));
                }
                assert.equal(wayFromInternet(hops, "0") !== undefined, open !== null && reached.has(open));
            }),
        );
    });

    it("takes halves of the internet for the whole", () => {
        const blocks = ["0.0.0.0/0", "::/0", "128.0.0.0/1", "10.0.0.0/8", "0.0.0.0/10"];
        assert.deepEqual(
            blocks.map((block) => isInternet({ kind: "cidr", block })),
            [true, true, true, false, false],
        );
        assert.ok(!isInternet({ kind: "prefix list" }));
    });

    it("knows a group by the end of its name", () => {
        assert.ok(isCalled({ key: "", names: ["restartix-staging-rds"] }, "rds"));
        assert.ok(!isCalled({ key: "", names: ["telerds"] }, "rds"));
    });
});
