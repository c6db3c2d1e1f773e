/**
 * Names that the sandbox's engine and program may see. A list of what is allowed, not of what is forbidden: the next
 * cloud's credentials have a name that no list of forbidden ones knows.
 */
const ALLOWED = new Set([
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "TERM",
    "COLORTERM",
    "TMPDIR",
    "TMP",
    "TEMP",
    "LANG",
    "LANGUAGE",
    "TZ",
    "CI",
    "NO_COLOR",
    "FORCE_COLOR",
    "COLUMNS",
    // Windows can't start a program or resolve loopback without these.
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "USERPROFILE",
    "APPDATA",
    "LOCALAPPDATA",
]);
const ALLOWED_PREFIXES = ["LC_", "NODE_", "PLINTH_"];

/** Environment variables, unset ones left out. */
export type Variables = Readonly<Record<string, string>>;

/** Whether the sandbox lets a variable through. Windows doesn't tell upper from lower case. */
export function isAllowed(name: string): boolean {
    const upper = name.toUpperCase();
    return ALLOWED.has(upper) || ALLOWED_PREFIXES.some((prefix) => upper.startsWith(prefix));
}

/** What is left of an environment in the sandbox: no credentials, no endpoints, no settings of the user's engine. */
export function withoutCredentials(environment: Readonly<Record<string, string | undefined>>): Variables {
    return definedOf(environment, isAllowed);
}

/** An environment as it is, without the names that have no value. */
export function definedOf(
    environment: Readonly<Record<string, string | undefined>>,
    keep: (name: string) => boolean = () => true,
): Variables {
    const entries = Object.entries(environment).filter(
        (entry): entry is [string, string] => entry[1] !== undefined && keep(entry[0]),
    );
    return Object.fromEntries(entries);
}

/**
 * Takes the credentials out of this process. The programs run inside it, and SDKs fill in provider arguments from
 * variables such as CLOUDFLARE_API_TOKEN: they would end up in the sandbox's state.
 */
export function scrub(environment: NodeJS.ProcessEnv): void {
    for (const name of Object.keys(environment)) {
        if (!isAllowed(name)) {
            delete environment[name];
        }
    }
}

/** What the sandbox's engine gets besides. */
export interface EngineSettings {
    /** Folder of the state files. */
    readonly state: string;
    /** PULUMI_HOME. */
    readonly home: string;
    readonly passphraseFile: string;
    /** Points the engine at the attached providers. */
    readonly providers: Variables;
}

/** The whole environment of the sandbox's engine. Checkpoints stay on: a killed run must leave a state. */
export function sandboxVariables(
    environment: Readonly<Record<string, string | undefined>>,
    { state, home, passphraseFile, providers }: EngineSettings,
): Variables {
    return {
        ...withoutCredentials(environment),
        PULUMI_BACKEND_URL: `file://${state.replace(/\\/g, "/")}`,
        PULUMI_HOME: home,
        PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile,
        // Without it every command tries to download the providers that the state names, 2.4 s when offline.
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...providers,
    };
}
