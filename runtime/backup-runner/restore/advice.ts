/** What to do about what pg_restore says, by what it says. */
const ADVICE: readonly { readonly said: RegExp; readonly next: string }[] = [
    {
        said: /No space left on device|disk full|could not extend file/,
        next: "The target's server has no space: it needs more than the `plain` size in the manifest, and indexes besides",
    },
    {
        said: /role ".*" does not exist/,
        next:
            "Make that role first: CREATE ROLE … NOLOGIN. --no-owner --no-privileges does without owners and grantees, " +
            "and not without the roles that policies, user mappings and functions name",
    },
    {
        said: /must be member of role|must be able to SET ROLE|permission denied|must be owner|must be superuser/,
        next: "Restore as a user who may do that, or with --no-owner --no-privileges",
    },
    {
        said: /extension ".*" is not available|could not open extension control file/,
        next: "Install that extension on the target's server",
    },
    {
        said: /out of shared memory|max_locks_per_transaction/,
        next: "Raise max_locks_per_transaction on the target's server: one transaction makes all of it",
    },
    {
        said: /unrecognized configuration parameter/,
        next: "This pg_restore is newer than the target's server: use the client of the server's version (PG_BIN)",
    },
    {
        said: /unsupported version .* in file header/,
        next: "This pg_restore is older than the pg_dump that made it: use a newer client (PG_BIN)",
    },
    {
        said: /could not connect|server closed the connection|terminating connection/,
        next: "Look at the target's server and its log, and run it again",
    },
];

export function adviceFor(text: string): string {
    return ADVICE.find(({ said }) => said.test(text))?.next ?? "Put right what it says, and run it again";
}
