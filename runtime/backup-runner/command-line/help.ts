export const HELP = `Backs a PostgreSQL database up into S3, encrypted, and restores it.

usage: backup [run] | restore | verify | list [options]

  run                  Dumps the database into the bucket; the manifest, written last, makes it a backup.
  list                 Shows the backups of a database, the newest first, and what each is worth.
      --json           As JSON.
  restore              Restores a backup into an empty database, or leaves that as it was.
      --backup <id>    Which one; "latest" is the newest good one.
      --to <url>       postgres://user@host:port/database, without the password (PGPASSWORD).
      --no-owner       All belongs to the restoring user; owners needn't be there.
      --no-privileges  Nothing is granted.
  verify               Restores a backup into a scratch server, looks at the data, and tells how long it took.
      --backup <id>    @default latest
  list, restore, verify:
      --database <name>  Whose backups. @default DATABASE_NAME
  -h, --help

environment
  BACKUP_BUCKET                 The bucket.
  BACKUP_ENVIRONMENT            Such as production: part of what a backup is bound to.
  BACKUP_ENCRYPTION_SECRET_ARN  Secret with the keys: { "current", "keys" }.
  BACKUP_KEYS                   list, restore, verify: that secret's value itself, instead of its ARN.
  DATABASE_SECRET_ARN           run: { "username", "password" } or { "DATABASE_DIRECT_URL" }.
  DATABASE_HOST, DATABASE_PORT, DATABASE_NAME
                                run: the direct endpoint, not the pool's; not needed with DATABASE_DIRECT_URL.
  DATABASE_SSLMODE              run: disable, require or verify-full. @default require
  DATABASE_CA_FILE              run: PEM file of authorities. With require: who has signed, not for which host.
  RESTORE_DATABASE_URL          restore: the target with its password, instead of --to.
  SCRATCH_DATABASE_URL          verify: a server to make databases and roles in.
  VERIFY_MAX_AGE_HOURS          verify: limit of the newest backup's age, and of the canary's then. @default 26
  VERIFY_CANARY                 verify: schema.table.column of times that the application keeps writing.
  PG_BIN                        Folder with pg_dump and pg_restore. @default PATH
  AWS_REGION, AWS_ENDPOINT_URL, credentials: as all of AWS's SDKs take them.

Every line of standard output is JSON but list's table; the last one says how it ended, and so does the exit code:
  0  done
  1  failed on the way: no backup was made, or the target is as it was
  2  wrong arguments or environment: nothing was begun
  3  refused: what was looked at first speaks against it; nothing was begun
  4  verify: the backup could be restored, and isn't as it has to be
  5  ended by a signal: as 1

docs/restore.md has the runbook, docs/backup-format.md how to read a backup without this program.
`;
