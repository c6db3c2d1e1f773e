// Stands for Lambda in a process of its own: loads a bundle as `index.js`, calls its handler once, and tells its parent what
// came of it. Arguments: the bundle, the event as JSON, the milliseconds that are left, those that each call of the table
// seems to take.
"use strict";
const http = require("node:http");
const [, , bundle = "", event = "", remainingMs = "", callMs = ""] = process.argv;
const [now, request] = [Date.now, http.request];
let ahead = 0;
Date.now = () => now() + ahead;
http.request = (/** @type {Parameters<typeof request>} */ ...call) => {
    ahead += Number(callMs);
    return request(...call);
};
const { handler } = require(bundle);
const began = process.hrtime.bigint();
const end = Date.now() + Number(remainingMs);
const context = { awsRequestId: "request-1", getRemainingTimeInMillis: () => end - Date.now() };

/** @param {object} outcome */
function tell(outcome) {
    const seconds = Number(process.hrtime.bigint() - began) / 1e9;
    const peakMegabytes = process.resourceUsage().maxRSS / 1024;
    process.send?.({ ...outcome, seconds, peakMegabytes }, () => process.exit());
}

handler(JSON.parse(event), context).then(
    (/** @type {unknown} */ report) => tell({ report }),
    (/** @type {Error} */ { name, message }) => tell({ error: { name, message } }),
);
