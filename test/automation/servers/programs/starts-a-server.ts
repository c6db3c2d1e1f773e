/** Starts a server on the port of its argument, prints the server's process id, and stays. */
import { startServer } from "../../../../automation/servers/server-process";

const [port = "0"] = process.argv.slice(2);
const listen = `require("node:http").createServer().listen(${Number(port)}, "127.0.0.1")`;

startServer({ name: "It", command: process.execPath, args: ["-e", listen], port: Number(port) }).then(
    ({ pid }) => {
        process.stdout.write(`${pid}\n`);
        setInterval(() => undefined, 1000);
    },
    (error: unknown) => {
        process.stderr.write(`${String(error)}\n`);
        process.exitCode = 1;
    },
);
