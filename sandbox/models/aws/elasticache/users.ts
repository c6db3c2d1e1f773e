/** Users of caches and their groups: role-based access control. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Operation, View } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { text, texts } from "../ec2/records";
import { inPlace, replaces } from "../rds/settings";
import { CACHE_TYPES, checkRow, guide, issue, operation, provider, row } from "./sources";

type UserInputs = Unwrap<aws.elasticache.UserArgs>;
type UserGroupInputs = Unwrap<aws.elasticache.UserGroupArgs>;
type AssociationInputs = Unwrap<aws.elasticache.UserGroupAssociationArgs>;

const CREATE = operation("CreateUser");
const CREATE_GROUP = operation("CreateUserGroup");
const MODIFY_GROUP = operation("ModifyUserGroup");
const RBAC = guide("Clusters.RBAC");
const MOTO = issue("getmoto/moto/blob/master/moto/elasticache/models.py");

/** Every account has it; its id and its name are the same. */
const DEFAULT_USER = "default";

const engineForm = (file: string): Refusal => checkRow("the engine is neither redis nor valkey", provider(file));

export const userRefusals = {
    exists: row("UserAlreadyExists", "the region has a user of this id", CREATE),
    idForm: row(
        "InvalidParameterValue",
        "the id begins with no letter, or has others than letters, digits and hyphens",
        CREATE,
    ),
    accessString: row("InvalidParameterValue", "the access string is none", RBAC),
    noPassword: row("InvalidParameterValue", "no password is given, and none is not asked for", MOTO),
    passwordDespite: row("InvalidParameterCombination", "a password is given although none is required", MOTO),
    isDefault: row(
        "DefaultUserAssociatedToUserGroup",
        "the default user of a user group is deleted",
        issue("hashicorp/terraform-provider-aws/pull/21970"),
    ),
    engineForm: engineForm("user"),
    passwordForm: checkRow(
        "a password has fewer than 16 or more than 128 characters, or there are more than two",
        provider("user"),
    ),
} as const satisfies Record<string, Refusal>;

export const userGroupRefusals = {
    exists: row("UserGroupAlreadyExists", "the region has a user group of this id", CREATE_GROUP),
    idForm: row(
        "InvalidParameterValue",
        "the id begins with no letter, or has others than letters, digits and hyphens",
        CREATE_GROUP,
    ),
    unknownUser: row("UserNotFound", "a user does not exist", CREATE_GROUP),
    noDefault: row(
        "DefaultUserRequired",
        "a Redis OSS group has no user whose name is default",
        issue("hashicorp/terraform-provider-aws/issues/25593"),
    ),
    duplicateName: row("DuplicateUserName", "two users of the group have the same name", CREATE_GROUP),
    engine: row("InvalidParameterCombination", "a Redis OSS group has a user of Valkey", RBAC),
    inUse: row("InvalidUserGroupState", "a replication group uses the user group", operation("DeleteUserGroup")),
    engineForm: engineForm("user_group"),
} as const satisfies Record<string, Refusal>;

export const userGroupAssociationRefusals = {
    unknownGroup: row("UserGroupNotFound", "the user group does not exist", MODIFY_GROUP),
    unknownUser: row("UserNotFound", "the user does not exist", MODIFY_GROUP),
    member: row("InvalidParameterValue", "the user is in the group already", MODIFY_GROUP),
    duplicateName: row("DuplicateUserName", "the group has a user of the same name", MODIFY_GROUP),
} as const satisfies Record<string, Refusal>;

function engineFaults(engine: string | undefined): readonly CheckFault[] {
    return engine === undefined || ["redis", "valkey"].includes(engine.toLowerCase())
        ? []
        : [{ property: "engine", reason: `is '${engine}'; allowed are redis and valkey` }];
}

function userFaults({ engine, passwords }: Partial<UserInputs>): readonly CheckFault[] {
    const given = passwords ?? [];
    const wrong = given.filter((password) => password.length < 16 || password.length > 128);
    return [
        ...engineFaults(engine),
        ...wrong.map(({ length }) => ({
            property: "passwords",
            reason: `one has ${length} characters; allowed is 16 to 128`,
        })),
        ...(given.length > 2
            ? [{ property: "passwords", reason: `has ${given.length} items; at most 2 are allowed` }]
            : []),
    ];
}

function isUserId(id: string): boolean {
    return /^[a-zA-Z][a-zA-Z0-9-]{0,39}$/.test(id);
}

/** The words of an access control list: on or off, keys, channels, commands; selectors stand in parentheses. */
const RULE =
    /^\(?(on|off|reset(keys|channels)?|all(keys|channels|commands)|nocommands|~.+|%[RW]{1,2}~.+|&.+|[+-]@?.+)\)?$/;

function refuseUser(op: Operation<UserInputs>): void {
    const { accessString } = op.inputs;
    if (!isUserId(op.id)) {
        op.refuse(
            userRefusals.idForm,
            `Invalid user id ${op.id}. It must begin with a letter and contain only letters, digits and hyphens.`,
        );
    }
    if (op.kind === "create" && (op.id === DEFAULT_USER || op.world.get(CACHE_TYPES.user, op.id))) {
        op.refuse(userRefusals.exists, `User ${op.id} already exists.`);
    }
    const words = accessString.trim().split(/\s+/);
    if (!words.every((word) => RULE.test(word)) || !words.some((word) => word === "on" || word === "off")) {
        op.refuse(userRefusals.accessString, `Access string is invalid: ${accessString}`);
    }
    refusePasswords(op);
}

function refusePasswords(op: Operation<UserInputs>): void {
    const { authenticationMode, noPasswordRequired, passwords, passwordsWo } = op.inputs;
    const count = (passwords ?? authenticationMode?.passwords ?? []).length + (passwordsWo === undefined ? 0 : 1);
    const open = noPasswordRequired === true || authenticationMode?.type === "no-password-required";
    if (open && count > 0) {
        op.refuse(
            userRefusals.passwordDespite,
            "No password required flag is true but one or more passwords were provided.",
        );
    }
    if (op.kind === "create" && !open && count === 0 && authenticationMode?.type !== "iam") {
        op.refuse(
            userRefusals.noPassword,
            "No password was provided. If you want to create/update the user without password, please use the " +
                "NoPasswordRequired flag.",
        );
    }
}

export const user = defineModel<UserInputs>({
    type: CACHE_TYPES.user,
    source: CREATE,
    api: { service: "ElastiCache", create: "CreateUser", update: "ModifyUser", delete: "DeleteUser" },
    mint: (inputs) => inputs.userId.toLowerCase(),
    refusals: userRefusals,
    replacement: [
        ...replaces(provider("user"), "userId", "userName"),
        ...inPlace(provider("user"), "accessString", "engine", "passwords"),
    ],
    unordered: ["passwords"],
    check: userFaults,
    validate: refuseUser,
    outputs: (op) => {
        const { authenticationMode, noPasswordRequired, passwords } = op.inputs;
        const given = (passwords ?? authenticationMode?.passwords ?? []).length;
        const type = noPasswordRequired === true ? "no-password-required" : (authenticationMode?.type ?? "password");
        return {
            arn: op.arn("elasticache", `user:${op.id}`),
            authenticationMode: { ...authenticationMode, passwordCount: given, type },
            noPasswordRequired: noPasswordRequired ?? false,
            passwordsWo: undefined,
        };
    },
    beforeDelete: (op) => {
        const groups = op.world.list(CACHE_TYPES.userGroup).filter((group) => texts(group, "userIds").includes(op.id));
        const redis = groups.some((group) => text(group, "engine").toLowerCase() === "redis");
        if (redis && op.inputs.userName === DEFAULT_USER) {
            op.refuse(
                userRefusals.isDefault,
                "User is associated to user group(s) as a default user and can't be deleted.",
            );
        }
        // ElastiCache takes a user that goes out of its groups.
        for (const group of groups) {
            const userIds = texts(group, "userIds").filter((id) => id !== op.id);
            op.world.patch(group.type, group.id, { userIds });
        }
    },
});

/** A user's name; the default user has no record. */
function nameOf(view: Pick<View, "get">, id: string): string | undefined {
    const record = view.get(CACHE_TYPES.user, id);
    return record ? text(record, "userName") : id === DEFAULT_USER ? DEFAULT_USER : undefined;
}

function refuseGroup(op: Operation<UserGroupInputs>): void {
    const { engine, userIds } = op.inputs;
    const redis = engine.toLowerCase() === "redis";
    if (!isUserId(op.id)) {
        op.refuse(
            userGroupRefusals.idForm,
            `Invalid user group id ${op.id}. It must begin with a letter and contain only letters, digits and hyphens.`,
        );
    }
    if (op.kind === "create" && op.world.get(CACHE_TYPES.userGroup, op.id)) {
        op.refuse(userGroupRefusals.exists, `User group ${op.id} already exists.`);
    }
    const names = (userIds ?? []).map((id) => {
        const name = nameOf(op.world, id);
        return name ?? op.refuse(userGroupRefusals.unknownUser, `User ${id} not found.`);
    });
    if (redis && !names.includes(DEFAULT_USER)) {
        op.refuse(userGroupRefusals.noDefault, "User group needs to contain a user with the user name default.");
    }
    const twice = names.find((name, index) => names.indexOf(name) !== index);
    if (twice !== undefined) {
        op.refuse(userGroupRefusals.duplicateName, `User group has more than one user with the user name ${twice}.`);
    }
    const valkey = (userIds ?? []).find(
        (id) => text(op.world.get(CACHE_TYPES.user, id), "engine").toLowerCase() === "valkey",
    );
    if (redis && valkey !== undefined) {
        op.refuse(userGroupRefusals.engine, `User ${valkey} has engine valkey; the user group has engine redis.`);
    }
}

export const userGroup = defineModel<UserGroupInputs>({
    type: CACHE_TYPES.userGroup,
    source: CREATE_GROUP,
    api: { service: "ElastiCache", create: "CreateUserGroup", update: "ModifyUserGroup", delete: "DeleteUserGroup" },
    mint: (inputs) => inputs.userGroupId.toLowerCase(),
    refusals: userGroupRefusals,
    replacement: [
        ...replaces(provider("user_group"), "userGroupId"),
        ...inPlace(provider("user_group"), "engine", "userIds"),
    ],
    unordered: ["userIds"],
    check: ({ engine }) => engineFaults(engine),
    validate: refuseGroup,
    outputs: (op) => ({ arn: op.arn("elasticache", `usergroup:${op.id}`), userIds: op.inputs.userIds ?? [] }),
    beforeDelete: (op) => {
        const users = op.world
            .list(CACHE_TYPES.replicationGroup)
            .filter((record) => texts(record, "userGroupIds").includes(op.id));
        if (users.length > 0) {
            op.refuse(
                userGroupRefusals.inUse,
                `User group ${op.id} is associated with replication groups and can't be deleted.`,
            );
        }
    },
});

export const userGroupAssociation = defineModel<AssociationInputs>({
    type: CACHE_TYPES.userGroupAssociation,
    source: MODIFY_GROUP,
    api: { service: "ElastiCache", create: "ModifyUserGroup", delete: "ModifyUserGroup" },
    mint: ({ userGroupId, userId }) => `${userGroupId},${userId}`,
    refusals: userGroupAssociationRefusals,
    replacement: replaces(provider("user_group_association"), "userGroupId", "userId"),
    validate: (op) => {
        const { userGroupId, userId } = op.inputs;
        const group = op.world.get(CACHE_TYPES.userGroup, userGroupId);
        const name = nameOf(op.world, userId);
        if (!group) {
            return op.refuse(userGroupAssociationRefusals.unknownGroup, `User group ${userGroupId} not found.`);
        }
        if (name === undefined) {
            op.refuse(userGroupAssociationRefusals.unknownUser, `User ${userId} not found.`);
        }
        const members = texts(group, "userIds");
        if (members.includes(userId)) {
            op.refuse(
                userGroupAssociationRefusals.member,
                `${userId} is already a member of user group ${userGroupId}.`,
            );
        }
        if (members.some((id) => nameOf(op.world, id) === name)) {
            op.refuse(
                userGroupAssociationRefusals.duplicateName,
                `User group has more than one user with the user name ${name}.`,
            );
        }
    },
    outputs: () => ({}),
    afterCreate: ({ inputs: { userGroupId, userId }, world }) => {
        const members = texts(world.get(CACHE_TYPES.userGroup, userGroupId), "userIds");
        world.patch(CACHE_TYPES.userGroup, userGroupId, { userIds: [...members, userId] });
    },
    beforeDelete: ({ inputs: { userGroupId, userId }, world }) => {
        const group = world.get(CACHE_TYPES.userGroup, userGroupId);
        if (group) {
            const userIds = texts(group, "userIds").filter((id) => id !== userId);
            world.patch(CACHE_TYPES.userGroup, userGroupId, { userIds });
        }
    },
});
