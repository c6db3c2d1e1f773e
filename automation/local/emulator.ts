/** DynamoDB in an emulator, by the AWS SDK. */
import { DynamoDBClient, ListTablesCommand, type DynamoDBClientConfig } from "@aws-sdk/client-dynamodb";
import { CREDENTIALS, NO_NODE_WARNING } from "../aws-sdk";
import { CommandFault } from "../command-fault";

export interface EmulatorAddress {
    readonly endpoint: string;
    readonly region: string;
}

/** Nobody is there, or nobody who speaks DynamoDB's protocol. */
export class NoEmulator extends CommandFault {}

/** Runs work with a client that knows no other place than this one: nothing of it comes from the environment or from files. */
export async function withEmulator<T>(
    { endpoint, region }: EmulatorAddress,
    work: (client: DynamoDBClient) => Promise<T>,
): Promise<T> {
    Object.assign(process.env, NO_NODE_WARNING);
    const settings: Required<Pick<DynamoDBClientConfig, "endpoint" | "region" | "credentials">> = {
        endpoint,
        region,
        credentials: CREDENTIALS,
    };
    const client = new DynamoDBClient({
        ...settings,
        // A machine that is busy answers late.
        requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
    });
    try {
        return await work(client);
    } catch (error) {
        throw emulatorFault(error, endpoint) ?? error;
    } finally {
        client.destroy();
    }
}

/** @throws an error of the SDK where nobody answers who speaks DynamoDB's protocol */
export async function greet(client: DynamoDBClient): Promise<void> {
    await client.send(new ListTablesCommand({ Limit: 1 }));
}

/** Whatever the SDK throws bears what it knows of the call. */
function emulatorFault(error: unknown, endpoint: string): CommandFault | undefined {
    if (!(error instanceof Error) || !("$metadata" in error)) {
        return undefined;
    }
    if (!("$fault" in error)) {
        const [first = ""] = error.message.split("\n");
        const why = first === "" && "code" in error ? String(error.code) : first;
        return new NoEmulator("failed", `No emulator answers at ${endpoint}: ${why}`, [
            "Start it and run the command again. To begin anew with moto: `plinth local down`, then `plinth local up`.",
        ]);
    }
    const words = `The emulator at ${endpoint} has refused a call: ${error.name}: ${error.message}`;
    return new CommandFault("failed", words, ["What is missing there, `plinth local up` makes."]);
}
