import path from "node:path";
import { describeFailure, type Attempt, type SourceContext } from "./source";
import { installInto, withProgress } from "./staging";

const LABEL = "official installer";
/** What `PulumiCommand.install` downloads first: @pulumi/pulumi/automation/cmd.js. */
const INSTALLER_URL = "https://get.pulumi.com/install.sh";
const PROBE_SECONDS = 4;
/** About 100 MB have to come through; a slower line is better served by the reason than by silence. */
const INSTALL_SECONDS = 300;

/** The engine from Pulumi's official installer, put under `.plinth/`; nothing global is changed. */
export async function fromInstaller(context: SourceContext): Promise<Attempt> {
    const { system, requirements } = context;
    const host = new URL(INSTALLER_URL).host;
    const unreachable = await system.unreachable(INSTALLER_URL, PROBE_SECONDS);
    if (unreachable !== undefined) {
        return { refusal: `${LABEL}: ${host} can't be reached (${unreachable})` };
    }
    return installInto(context, "installer", LABEL, async (folder) => {
        const script = path.join(__dirname, "run-installer.js");
        const what = `downloading Pulumi ${requirements.engine} from ${host}`;
        // In a process of its own: `PulumiCommand.install` can't be cancelled.
        const result = await withProgress(context, what, () =>
            system.run(process.execPath, [script, folder, requirements.engine], { limitSeconds: INSTALL_SECONDS }),
        );
        return result.code === 0 ? undefined : describeFailure(result);
    });
}
