/** Every cloud of the sandbox. */
import type { CloudDefinition } from "./kernel/cloud";
import { aws } from "./aws";

export const clouds: readonly CloudDefinition[] = [aws];
