/** Container image repositories. */
import type * as aws from "@pulumi/aws";
import type { Unwrap } from "@pulumi/pulumi";
import type { Properties } from "../../../values";
import type { Operation } from "../../kernel/model";
import { defineModel } from "../../kernel/model";
import type { CheckFault, Refusal } from "../../kernel/refusal";
import { PROVIDER_CHECK } from "../../kernel/refusal";

type RepositoryInputs = Unwrap<aws.ecr.RepositoryArgs>;

export const REPOSITORY = "aws:ecr/repository:Repository";

/** What a push leaves behind. Nothing in the sandbox pushes: a test puts such a record into the world. */
export const IMAGE = "sandbox:ecr/image";

const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/blob/main/internal/service/ecr/repository.go";
const API = "https://docs.aws.amazon.com/AmazonECR/latest/APIReference";

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html */
const NAME = /^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*\/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const NAME_LENGTH = { least: 2, most: 256 };

const MUTABILITY = ["MUTABLE", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION", "MUTABLE_WITH_EXCLUSION"];
const ENCRYPTION = ["AES256", "KMS", "KMS_DSSE"];

export const repositoryRefusals = {
    exists: {
        code: "RepositoryAlreadyExistsException",
        when: "the region has a repository of that name",
        source: `${API}/API_CreateRepository.html`,
    },
    name: {
        code: "InvalidParameterException",
        when: "the name is not of lower-case letters and digits, joined by one of . _ - and divided by /, 2 to 256 long",
        source: `${API}/API_CreateRepository.html`,
    },
    notEmpty: {
        code: "RepositoryNotEmptyException",
        when: "the repository holds images, and forceDelete is not set",
        source: `${API}/API_DeleteRepository.html`,
    },
    mutability: {
        code: PROVIDER_CHECK,
        when: "the mutability of tags is none of the four that there are",
        source: PROVIDER,
    },
    encryption: {
        code: PROVIDER_CHECK,
        when: "the type of encryption is none of the three that there are",
        source: PROVIDER,
    },
} as const satisfies Record<string, Refusal>;

function faults(inputs: Partial<RepositoryInputs>): readonly CheckFault[] {
    const { imageTagMutability: mutability } = inputs;
    const tags =
        mutability === undefined || MUTABILITY.includes(mutability)
            ? []
            : [{ property: "imageTagMutability", reason: `is '${mutability}'; allowed are ${MUTABILITY.join(", ")}` }];
    const encryption = (inputs.encryptionConfigurations ?? []).flatMap(({ encryptionType: type }, index) =>
        type === undefined || ENCRYPTION.includes(type)
            ? []
            : [
                  {
                      property: `encryptionConfigurations[${index}].encryptionType`,
                      reason: `is '${type}'; allowed are ${ENCRYPTION.join(", ")}`,
                  },
              ],
    );
    return [...tags, ...encryption];
}

function refuse(op: Operation<RepositoryInputs>): void {
    const { name = "" } = op.inputs;
    if (op.kind !== "create") {
        return;
    }
    if (!NAME.test(name) || name.length < NAME_LENGTH.least || name.length > NAME_LENGTH.most) {
        op.refuse(
            repositoryRefusals.name,
            "Invalid parameter at 'repositoryName' failed to satisfy constraint: 'must satisfy regular expression " +
                `'${NAME.source.slice(1, -1).replaceAll("\\/", "/")}'', length ${NAME_LENGTH.least} to ${NAME_LENGTH.most}; ` +
                `given is '${name}'`,
        );
    }
    if (op.world.get(REPOSITORY, name)) {
        op.refuse(
            repositoryRefusals.exists,
            `The repository with name '${name}' already exists in the registry with id '${op.account}'`,
        );
    }
}

function refuseImages(op: Operation<RepositoryInputs>): void {
    const images = op.world.list(IMAGE).filter((image) => image.outputs["repository"] === op.id);
    if (images.length > 0 && !op.inputs.forceDelete) {
        op.refuse(
            repositoryRefusals.notEmpty,
            `The repository with name '${op.id}' in registry with id '${op.account}' cannot be deleted because it still ` +
                "contains images",
        );
    }
    images.forEach((image) => op.world.remove(IMAGE, image.id));
}

/** ECR encrypts with a key of its own where it is not told otherwise, and says so. */
function encryptionOf(op: Operation<RepositoryInputs>): Properties[] {
    const [given] = op.inputs.encryptionConfigurations ?? [];
    const encryptionType = given?.encryptionType ?? "AES256";
    const fallback = encryptionType === "AES256" ? "" : op.arn("kms", `key/${op.hash("key of ECR", 32)}`);
    return [{ encryptionType, kmsKey: given?.kmsKey ?? fallback }];
}

/** The registry's address ends otherwise in China. */
function registryHost(op: Operation<RepositoryInputs>): string {
    const domain = op.partition === "aws-cn" ? "amazonaws.com.cn" : "amazonaws.com";
    return `${op.account}.dkr.ecr.${op.region}.${domain}`;
}

export const repository = defineModel<RepositoryInputs>({
    type: REPOSITORY,
    source: `${API}/API_CreateRepository.html`,
    api: {
        service: "ECR",
        create: "CreateRepository",
        update: "PutImageTagMutability",
        delete: "DeleteRepository",
    },
    // The name is the id; Check has filled it in where the program leaves it out.
    mint: (inputs) => inputs.name ?? "",
    refusals: repositoryRefusals,
    autoname: { property: "name", maxLength: 255 },
    replacement: [
        { property: "name", replaces: true, source: PROVIDER },
        { property: "encryptionConfigurations", replaces: true, source: PROVIDER },
    ],
    check: faults,
    validate: refuse,
    outputs: (op) => ({
        arn: op.arn("ecr", `repository/${op.id}`),
        encryptionConfigurations: encryptionOf(op),
        imageScanningConfiguration: { scanOnPush: op.inputs.imageScanningConfiguration?.scanOnPush ?? false },
        imageTagMutability: op.inputs.imageTagMutability ?? "MUTABLE",
        registryId: op.account,
        repositoryUrl: `${registryHost(op)}/${op.id}`,
    }),
    beforeDelete: refuseImages,
});
