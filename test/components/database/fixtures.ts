import { type AuroraServerlessArgs, Database, type DatabaseArgs, type RdsArgs } from "../../../components/database";
import { dataOutputs, KEY_ARN, NAMING } from "../../support/data-args";
import { record, type Recording } from "../../support/mocks";

const SURROUNDINGS = {
    naming: NAMING,
    encryptionKeyArn: KEY_ARN,
    subnetIds: ["subnet-a", "subnet-b"],
    securityGroupIds: ["sg-rds"],
    masterSecretArn: "secret-arn",
    masterPassword: "first-password",
};

/** The least that each engine asks for. */
export const RDS: RdsArgs = {
    engine: "rds",
    databaseName: "restartix",
    masterUsername: "platform",
    instanceClass: "db.t4g.medium",
    allocatedStorage: 50,
};

export const AURORA: AuroraServerlessArgs = {
    engine: "aurora-serverless",
    databaseName: "restartix",
    masterUsername: "platform",
    minCapacity: 0.5,
    maxCapacity: 2,
};

function recordDatabase(args: DatabaseArgs): Promise<Recording<Database>> {
    return record(() => new Database("database", args), { outputs: dataOutputs });
}

type Change<Args> = Partial<Args & Pick<DatabaseArgs, "transform" | "encryptionKeyArn">>;

/** An RDS database under mocks, with changes. */
export function recordRds(change: Change<RdsArgs> = {}): Promise<Recording<Database>> {
    return recordDatabase({ ...SURROUNDINGS, ...RDS, ...change });
}

/** An Aurora database under mocks, with changes. */
export function recordAurora(change: Change<AuroraServerlessArgs> = {}): Promise<Recording<Database>> {
    return recordDatabase({ ...SURROUNDINGS, ...AURORA, ...change });
}
