/**
 * A language host that runs a project folder as the official one does: the SDK's own run script in a child process.
 * The engine is pointed at it with `--client`, so that no installed host is needed.
 */
import { spawn } from "node:child_process";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import * as language from "@pulumi/pulumi/proto/language_pb";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";

/** Where the run script stands, and how `Pulumi.yaml` asks for it to be started. */
export interface RunScript {
    /** The project folder, which holds `Pulumi.yaml`. */
    readonly directory: string;
    /** `runtime.options.nodeargs` of `Pulumi.yaml`. */
    readonly nodeArguments: readonly string[];
    /** `main` of `Pulumi.yaml`. */
    readonly main: string;
    /** The host's own, which it has from the engine that starts it. @default - this process's */
    readonly environment?: Readonly<Record<string, string>>;
}

export interface LanguageHost {
    readonly address: string;
    /** All that the programs printed. */
    readonly printed: () => string;
    close(): void;
}

type RunCall = grpc.ServerUnaryCall<language.RunRequest, language.RunResponse>;

/** The arguments of the run script, in the order of the official host's `execArgs`. */
function runArguments(script: RunScript, request: language.RunRequest): string[] {
    return [
        ...script.nodeArguments,
        require.resolve("@pulumi/pulumi/cmd/run"),
        ...["--monitor", request.getMonitorAddress()],
        ...["--engine", request.getArgsList()[0] ?? ""],
        ...["--organization", request.getOrganization()],
        ...["--project", request.getProject()],
        ...["--stack", request.getStack()],
        ...["--pwd", script.directory],
        ...["--parallel", String(request.getParallel())],
        ...(request.getDryrun() ? ["--dry-run"] : []),
        script.main,
    ];
}

function configEnvironment(request: language.RunRequest): Record<string, string> {
    const config: Record<string, string> = {};
    for (const [key, value] of request.getConfigMap().entries()) {
        config[key] = value;
    }
    return {
        PULUMI_CONFIG: JSON.stringify(config),
        PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
        PULUMI_NODEJS_TYPESCRIPT: "false",
    };
}

function runProgram(script: RunScript, call: RunCall, print: (text: string) => void): Promise<language.RunResponse> {
    return new Promise((resolve, reject) => {
        const child = spawn(process.execPath, runArguments(script, call.request), {
            cwd: script.directory,
            env: { ...(script.environment ?? process.env), ...configEnvironment(call.request) },
            stdio: ["ignore", "pipe", "pipe"],
        });
        child.stdout.on("data", (chunk: Buffer) => print(chunk.toString()));
        child.stderr.on("data", (chunk: Buffer) => print(chunk.toString()));
        child.on("error", reject);
        child.on("exit", (code) => {
            const response = new language.RunResponse();
            if (code !== 0) {
                response.setError(`the program ended with exit code ${code}`);
            }
            resolve(response);
        });
    });
}

export async function serveRunScript(script: RunScript): Promise<LanguageHost> {
    const printed: string[] = [];
    const server = new grpc.Server();
    server.addService(LanguageRuntimeService, {
        getPluginInfo: (_call: unknown, callback: grpc.sendUnaryData<plugin.PluginInfo>) => {
            const info = new plugin.PluginInfo();
            info.setVersion("1.0.0");
            callback(null, info);
        },
        getRequiredPlugins: (_call: unknown, callback: grpc.sendUnaryData<language.GetRequiredPluginsResponse>) =>
            callback(null, new language.GetRequiredPluginsResponse()),
        run: (call: RunCall, callback: grpc.sendUnaryData<language.RunResponse>) => {
            runProgram(script, call, (text) => printed.push(text)).then(
                (response) => callback(null, response),
                (error: Error) => callback({ code: grpc.status.UNKNOWN, details: error.message }),
            );
        },
    });
    const port = await new Promise<number>((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
            error ? reject(error) : resolve(bound),
        );
    });
    return {
        address: `127.0.0.1:${port}`,
        printed: () => printed.join(""),
        close: () => server.forceShutdown(),
    };
}
