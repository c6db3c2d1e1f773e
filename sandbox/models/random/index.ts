/** The model of the random provider. */
import { randomBytes, randomId, randomUuid, randomUuid4, randomUuid7 } from "./identifiers";
import type { AnyRandomModel } from "./model";
import { randomInteger, randomShuffle } from "./numbers";
import { randomPet } from "./pet";
import { randomPassword, randomString } from "./text";

export { randomBackend } from "./backend";

export const randomModels: readonly AnyRandomModel[] = [
    randomBytes,
    randomId,
    randomInteger,
    randomPassword,
    randomPet,
    randomShuffle,
    randomString,
    randomUuid,
    randomUuid4,
    randomUuid7,
];
