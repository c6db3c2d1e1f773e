/**
 * The configured providers of one server. Several explicit providers of a package reach the same attached server; only
 * the peer of the connection tells them apart.
 */
import type { Connection } from "../backend";

export class Connections {
    private readonly byPeer = new Map<string, Connection>();

    configure(peer: string, connection: Connection): void {
        this.byPeer.set(peer, connection);
    }

    of(peer: string): Connection {
        const connection = this.byPeer.get(peer);
        if (!connection) {
            throw new Error(
                `the connection ${peer} was not configured: the engine must call Configure before anything else`,
            );
        }
        return connection;
    }
}
