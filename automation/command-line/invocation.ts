/** What can be done with stacks. */
export type Verb = "preview" | "up" | "refresh" | "drift" | "destroy" | "outputs" | "state" | "state restore";

/** Verbs that have the engine do something. */
export type EngineVerb = Exclude<Verb, "outputs" | "state" | "state restore">;

/** A command as the user gave it. */
export interface Invocation {
    readonly verb: Verb;
    readonly environment: string;
    /** Empty: all projects that have the environment. */
    readonly projects: readonly string[];
    /** Runs against the model clouds on this machine. */
    readonly sandbox: boolean;
    /** Doesn't ask before changing a real cloud. */
    readonly yes: boolean;
    /** The result as one JSON document on standard output, progress on standard error. */
    readonly json: boolean;
    /** No progress, the summary only. */
    readonly quiet: boolean;
    /** Unchanged resources too. */
    readonly verbose: boolean;
    /** Resources with a fixed name that may be deleted before their replacement is made, as `aws:lb:LoadBalancer::alb`. */
    readonly allowDeleteFirst: readonly string[];
    /** The only resources to work on, as URNs or as `aws:lb:LoadBalancer::alb`. Empty: all. */
    readonly targets: readonly string[];
    /** Goes on with what doesn't depend on a failure, in a stack and among stacks. */
    readonly continueOnError: boolean;
    /** Waits for another run in the same sandbox to end. */
    readonly wait: boolean;
    /** For `state restore`: the backup to put back. @default - the newest that is whole */
    readonly backup?: string;
}

/** What can be done with the developer's environment, which an emulator of AWS has. */
export type LocalVerb = "local up" | "local seed" | "local reconcile" | "local down";

/** One of these commands as the user gave it. */
export interface LocalInvocation extends Pick<Invocation, "json" | "verbose"> {
    readonly verb: LocalVerb;
    /** Emulator to work with. @default - the one in use, else moto */
    readonly endpoint?: string;
    /** Of `local up`: environment of the stack whose limits it takes. @default "pre" */
    readonly from?: string;
    /** Of the moto that is started, as typed. @default - see docs/local.md */
    readonly port?: string;
}

/** What can be rehearsed. */
export type DrillVerb = "drill restore";

/** A rehearsal as the user gave it; numbers as typed. */
export interface DrillInvocation extends Pick<Invocation, "environment" | "sandbox" | "yes" | "json"> {
    readonly verb: DrillVerb;
    /** Minutes to wait for the task. @default - see docs/drill.md */
    readonly timeout?: string;
    /** The longest that a restore may take. @default - no limit */
    readonly maxRecoveryMinutes?: string;
    /** The oldest that the newest backup may be. @default - what the task itself allows */
    readonly maxAgeHours?: string;
}

/** Either something to do, or text to print (help, version, a completion script, a usage error) and the exit code to end with. */
export type CommandLine =
    | { readonly kind: "run"; readonly invocation: Invocation }
    | { readonly kind: "local"; readonly invocation: LocalInvocation }
    | { readonly kind: "drill"; readonly invocation: DrillInvocation }
    | { readonly kind: "text"; readonly stdout: string; readonly stderr: string; readonly exitCode: number };
