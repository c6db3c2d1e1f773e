/** Stands between the runner and moto: sees every piece that passes, and may answer itself. */
import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface ProxyHooks {
    /** Called before a request is passed on. @returns true when it was dealt with. */
    readonly onRequest?: (request: IncomingMessage, response: ServerResponse) => boolean;
    /** Called at each piece of a request or an answer, before it is passed on. @param count from 1. */
    readonly onPiece?: (count: number) => void;
}

export interface Proxy {
    readonly endpoint: string;
    /** Pieces so far. */
    pieces(): number;
    stop(): Promise<void>;
}

export async function startProxy(target: string, { onRequest, onPiece }: ProxyHooks): Promise<Proxy> {
    let pieces = 0;
    const passOn = async (from: IncomingMessage, to: NodeJS.WritableStream): Promise<void> => {
        for await (const piece of from as AsyncIterable<Buffer>) {
            pieces += 1;
            onPiece?.(pieces);
            to.write(piece);
        }
        // The end of a request, and of an answer, is a moment as well.
        pieces += 1;
        onPiece?.(pieces);
        to.end();
    };
    const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
        if (onRequest?.(request, response) === true) {
            return;
        }
        const { method, headers, url } = request;
        const onward = forward(new URL(url ?? "/", target), { method, headers });
        const answered = once(onward, "response");
        await passOn(request, onward);
        const [answer] = (await answered) as [IncomingMessage];
        response.writeHead(answer.statusCode ?? 500, answer.headers);
        await passOn(answer, response);
    };
    // Whoever is killed leaves a connection behind that breaks.
    const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    return {
        endpoint: `http://127.0.0.1:${port}`,
        pieces: () => pieces,
        stop: async () => {
            server.closeAllConnections();
            server.close();
            await once(server, "close");
        },
    };
}

/** What S3 answers when it refuses. */
export function refuse(request: IncomingMessage, response: ServerResponse, status: number, code: string): true {
    request.resume();
    const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`;
    response.writeHead(status, { "Content-Type": "application/xml" }).end(body);
    return true;
}

/** Which call of S3 a request is, as far as the runner makes them. */
export function callOf({ method, url = "" }: IncomingMessage): string {
    const query = new URL(url, "http://s3").searchParams;
    if (method === "POST") {
        return query.has("uploads") ? "begin" : query.has("uploadId") ? "complete" : "secret";
    }
    if (method === "PUT") {
        return query.has("partNumber") ? "part" : "create";
    }
    return method === "DELETE" ? "abandon" : query.has("versions") ? "list" : "read";
}
