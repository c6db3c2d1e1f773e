import assert from "node:assert/strict";
import { TYPES } from "../../../../../sandbox/models/aws/ec2/records";
import { listenerRefusals as refusals } from "../../../../../sandbox/models/aws/lb/listener";
import { listenerCertificateRefusals } from "../../../../../sandbox/models/aws/lb/listener-certificate";
import { LB_TYPES } from "../../../../../sandbox/models/aws/lb/sources";
import type { Properties } from "../../../../../sandbox/values";
import type { Made, TestCloud } from "../../../../support/cloud";
import { testCloud } from "../../../../support/cloud";
import { checkTable } from "../ec2/network";
import type { BalancerNetwork } from "./balancers";
import {
    forward,
    groupInputs,
    listenerInputs,
    makeBalancer,
    makeBalancerNetwork,
    makeGroup,
    makeListener,
    NOT_FOUND,
} from "./balancers";
import { makeCertificate, requestCertificate } from "./certificates";

const LISTENER = LB_TYPES.listener;
const EXTRA = LB_TYPES.listenerCertificate;
const HTTPS = { port: 443, protocol: "HTTPS" };

describe("aws:lb/listener:Listener", () => {
    let cloud: TestCloud;
    let network: BalancerNetwork;
    let balancer: Made;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeBalancerNetwork(cloud);
        balancer = await makeBalancer(cloud, network);
    });

    it("fills in what Elastic Load Balancing fills in", async () => {
        const redirect = { type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } };
        const { id, outputs } = await makeListener(cloud, balancer, {
            protocol: undefined,
            defaultActions: [redirect],
        });
        assert.match(id, new RegExp(`^${balancer.id.replace("loadbalancer/", "listener/")}/[0-9a-f]{16}$`));
        assert.deepEqual(outputs, {
            arn: id,
            certificateArn: "",
            defaultActions: [
                {
                    order: 1,
                    redirect: {
                        host: "#{host}",
                        path: "/#{path}",
                        port: "443",
                        protocol: "HTTPS",
                        query: "#{query}",
                        statusCode: "HTTP_301",
                    },
                    type: "redirect",
                },
            ],
            id,
            loadBalancerArn: balancer.id,
            port: 80,
            protocol: "HTTP",
            region: "eu-central-1",
            routingHttpResponseServerEnabled: true,
            sslPolicy: "",
            tagsAll: {},
        });
        assert.deepEqual(await cloud.read(LISTENER, id), outputs);
    });

    it("speaks HTTPS with a certificate that is issued, by the old policy unless told otherwise", async () => {
        const { id: certificateArn } = await makeCertificate(cloud);
        const { id, outputs } = await makeListener(cloud, balancer, { ...HTTPS, certificateArn });
        assert.equal(outputs["sslPolicy"], "ELBSecurityPolicy-2016-08");
        assert.equal((outputs["mutualAuthentication"] as Properties)["mode"], "off");
        const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09";
        const changed = await cloud.update(
            LISTENER,
            id,
            listenerInputs(balancer, { ...HTTPS, certificateArn, sslPolicy }),
        );
        assert.deepEqual(changed.outputs, { ...outputs, sslPolicy });
    });

    it("is replaced for another load balancer only", async () => {
        const { id } = await makeListener(cloud, balancer);
        const diff = await cloud.diff(LISTENER, id, {
            loadBalancerArn: `${balancer.id}0`,
            port: 8080,
            protocol: "HTTPS",
            certificateArn: "arn:aws:acm:eu-central-1:111122223333:certificate/c",
            sslPolicy: "ELBSecurityPolicy-2016-08",
            defaultActions: [{ type: "forward", targetGroupArn: "arn:aws:elasticloadbalancing:::targetgroup/a/b" }],
        });
        assert.deepEqual(diff.replaces, ["loadBalancerArn"]);
        assert.equal(diff.changed.length, 6);
        assert.deepEqual((await cloud.diff(LISTENER, id, listenerInputs(balancer))).changed, []);
    });

    it("of a network load balancer speaks TCP and forwards", async () => {
        const network4 = await makeBalancer(cloud, network, { name: "tcp", loadBalancerType: "network" });
        const group = await makeGroup(cloud, network, { protocol: "TCP", port: 6432 });
        const inputs = { port: 6432, protocol: "TCP", defaultActions: [forward(group)] };
        const { outputs } = await makeListener(cloud, network4, inputs);
        assert.equal(outputs["tcpIdleTimeoutSeconds"], 350);
    });

    it("takes further certificates, and they go with it", async () => {
        const own = await makeCertificate(cloud);
        const other = await makeCertificate(cloud, "www.example.com");
        const listener = await makeListener(cloud, balancer, { ...HTTPS, certificateArn: own.id });
        const inputs = { certificateArn: other.id, listenerArn: listener.id };
        const { id, outputs } = await cloud.create(EXTRA, inputs);
        assert.deepEqual(outputs, { ...inputs, id: `${listener.id}_${other.id}`, region: "eu-central-1" });
        assert.deepEqual(await cloud.read(EXTRA, id), outputs);
        const elsewhere = await cloud.diff(EXTRA, id, { certificateArn: own.id, listenerArn: `${listener.id}0` });
        assert.deepEqual([...elsewhere.replaces].sort(), ["certificateArn", "listenerArn"]);
        await cloud.delete(LISTENER, listener.id);
        assert.deepEqual(cloud.records(EXTRA), []);
    });
});

describe("aws:lb/listener:Listener refuses", () => {
    let cloud: TestCloud;
    let network: BalancerNetwork;
    let balancer: Made;
    beforeEach(async () => {
        cloud = testCloud();
        network = await makeBalancerNetwork(cloud);
        balancer = await makeBalancer(cloud, network);
    });
    const make = (inputs: Properties): Promise<Made> => makeListener(cloud, balancer, inputs);

    it("LoadBalancerNotFound", async () => {
        await cloud.refuses(() => make({ loadBalancerArn: `${balancer.id}0` }), refusals.unknownBalancer);
    });

    it("DuplicateListener: a port that is taken, also on an update", async () => {
        await make({});
        await cloud.refuses(() => make({}), refusals.portTaken);
        const { id } = await make({ port: 8080 });
        await cloud.refuses(() => cloud.update(LISTENER, id, listenerInputs(balancer)), refusals.portTaken);
    });

    it("TooManyListeners: the 51st", async () => {
        for (let port = 1000; port < 1050; port += 1) {
            await make({ port });
        }
        await cloud.refuses(() => make({ port: 1050 }), refusals.tooMany);
    });

    it("ValidationError: no port, or a protocol that the load balancer does not know", async () => {
        await cloud.refuses(() => make({ port: undefined }), refusals.noPort);
        const error = await cloud.refuses(() => make({ protocol: "TCP" }), refusals.protocol);
        assert.match(error.message, /Listener protocol 'TCP' must be one of 'HTTPS, HTTP'$/);
    });

    it("ValidationError: HTTPS without a certificate, and a certificate or a policy without HTTPS", async () => {
        const error = await cloud.refuses(() => make(HTTPS), refusals.noCertificate);
        assert.match(error.message, /A certificate must be specified for HTTPS listeners$/);
        const { id: certificateArn } = await makeCertificate(cloud);
        await cloud.refuses(() => make({ certificateArn }), refusals.certificateUnused);
        await cloud.refuses(() => make({ sslPolicy: "ELBSecurityPolicy-2016-08" }), refusals.policyUnused);
    });

    it("a certificate that does not exist, is elsewhere or is not issued", async () => {
        const unknown = "arn:aws:acm:eu-central-1:111122223333:certificate/0";
        await cloud.refuses(() => make({ ...HTTPS, certificateArn: unknown }), refusals.unknownCertificate);
        const far = await makeCertificate(cloud.in({ region: "us-east-1" }));
        await cloud.refuses(() => make({ ...HTTPS, certificateArn: far.id }), refusals.unknownCertificate);
        const pending = await requestCertificate(cloud);
        const error = await cloud.refuses(
            () => make({ ...HTTPS, certificateArn: pending.outputs["arn"] }),
            refusals.unissued,
        );
        assert.match(error.message, /must have a fully-qualified domain name, a supported signature/);
    });

    it("SSLPolicyNotFound", async () => {
        const { id: certificateArn } = await makeCertificate(cloud);
        const sslPolicy = "ELBSecurityPolicy-TLS13-1-2-2099-01";
        await cloud.refuses(() => make({ ...HTTPS, certificateArn, sslPolicy }), refusals.unknownPolicy);
    });

    it("target groups that do not exist, are of another VPC, speak otherwise or belong to another load balancer", async () => {
        const to = (group: Made): Properties => ({ defaultActions: [forward(group)] });
        const group = await makeGroup(cloud, network);
        await cloud.refuses(() => make(to({ id: `${group.id}0`, outputs: {} })), refusals.unknownGroup);
        const tcp = await makeGroup(cloud, network, { name: "tcp", protocol: "TCP" });
        await cloud.refuses(() => make(to(tcp)), refusals.protocols);
        const vpc = await cloud.create(TYPES.vpc, { cidrBlock: "10.9.0.0/16" });
        const foreign = await cloud.create(LB_TYPES.targetGroup, groupInputs({ vpc }, { name: "foreign" }));
        await cloud.refuses(() => make(to(foreign)), refusals.groupOfOtherVpc);
        await make(to(group));
        const second = await makeBalancer(cloud, network, { name: "second" });
        const error = await cloud.refuses(() => makeListener(cloud, second, to(group)), refusals.groupTaken);
        assert.match(error.message, /cannot be associated with more than one load balancer: arn:/);
    });

    it("InvalidLoadBalancerAction: actions that do not end with an answer", async () => {
        const login = { type: "authenticate-oidc", authenticateOidc: { clientId: "c", clientSecret: "s" } };
        await cloud.refuses(() => make({ defaultActions: [login] }), refusals.lastAction);
        await cloud.refuses(() => make({ defaultActions: [NOT_FOUND, NOT_FOUND] }), refusals.lastAction);
    });

    it("InvalidLoadBalancerAction: a redirect to itself", async () => {
        const redirect = (inputs: Properties): Properties => ({
            defaultActions: [{ type: "redirect", redirect: { statusCode: "HTTP_301", ...inputs } }],
        });
        await cloud.refuses(() => make(redirect({})), refusals.loop);
        await cloud.refuses(() => make(redirect({ protocol: "HTTP", port: "80" })), refusals.loop);
        await make(redirect({ host: "www.example.com" }));
    });

    it("InvalidLoadBalancerAction: an answer of a network load balancer", async () => {
        const tcp = await makeBalancer(cloud, network, { name: "tcp", loadBalancerType: "network" });
        await cloud.refuses(() => makeListener(cloud, tcp, { protocol: "TCP" }), refusals.networkAction);
    });

    const on = {
        loadBalancerArn: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:loadbalancer/app/a/b",
        port: 80,
    };
    const does = (action: Properties): Properties => ({ ...on, defaultActions: [action] });
    const response = { contentType: "text/plain", statusCode: "404" };
    const answer = (fixedResponse: Properties): Properties =>
        does({ type: "fixed-response", fixedResponse: { ...response, ...fixedResponse } });
    const groups = (count: number, weight: number): Properties =>
        does({
            type: "forward",
            forward: { targetGroups: Array.from({ length: count }, () => ({ arn: "a", weight })) },
        });
    checkTable(() => cloud, LISTENER, [
        [refusals.actionType, "defaultActions[0].type", does({ type: "drop" })],
        [refusals.noConfiguration, "defaultActions[0]", does({ type: "forward" })],
        [refusals.noConfiguration, "defaultActions[0]", does({ type: "redirect" })],
        [refusals.response, "defaultActions[0].fixedResponse", answer({ contentType: "text/xml" })],
        [refusals.response, "defaultActions[0].fixedResponse", answer({ statusCode: "302" })],
        [refusals.response, "defaultActions[0].fixedResponse", answer({ messageBody: "a".repeat(1025) })],
        [
            refusals.redirect,
            "defaultActions[0].redirect",
            does({ type: "redirect", redirect: { statusCode: "HTTP_307" } }),
        ],
        [
            refusals.redirect,
            "defaultActions[0].redirect",
            does({ type: "redirect", redirect: { statusCode: "HTTP_301", protocol: "FTP" } }),
        ],
        [refusals.forward, "defaultActions[0].forward", groups(6, 1)],
        [refusals.forward, "defaultActions[0].forward", groups(1, 1000)],
        [refusals.portRange, "port", { ...does(NOT_FOUND), port: 0 }],
        [refusals.protocolForm, "protocol", { ...does(NOT_FOUND), protocol: "FTP" }],
        [
            refusals.clientMode,
            "mutualAuthentication.mode",
            { ...does(NOT_FOUND), mutualAuthentication: { mode: "on" } },
        ],
    ]);
});

describe("aws:lb/listenerCertificate:ListenerCertificate refuses", () => {
    let cloud: TestCloud;
    let balancer: Made;
    beforeEach(async () => {
        cloud = testCloud();
        balancer = await makeBalancer(cloud, await makeBalancerNetwork(cloud));
    });

    it("ListenerNotFound, and a listener that encrypts nothing", async () => {
        const certificate = await makeCertificate(cloud);
        const add = (listenerArn: string) => (): Promise<Made> =>
            cloud.create(EXTRA, { certificateArn: certificate.id, listenerArn });
        await cloud.refuses(add("arn:nowhere"), listenerCertificateRefusals.unknownListener);
        const plain = await makeListener(cloud, balancer);
        await cloud.refuses(add(plain.id), listenerCertificateRefusals.plain);
    });

    it("TooManyCertificates: the 26th beside the listener's own", async () => {
        const own = await makeCertificate(cloud);
        const listener = await makeListener(cloud, balancer, { ...HTTPS, certificateArn: own.id });
        const add = async (number: number): Promise<Made> => {
            const { id: certificateArn } = await makeCertificate(cloud, `www${number}.example.com`);
            return cloud.create(EXTRA, { certificateArn, listenerArn: listener.id });
        };
        for (let number = 0; number < 25; number += 1) {
            await add(number);
        }
        const { id: certificateArn } = await makeCertificate(cloud, "last.example.com");
        const last = (): Promise<Made> => cloud.create(EXTRA, { certificateArn, listenerArn: listener.id });
        await cloud.refuses(last, listenerCertificateRefusals.tooMany);
    });
});
