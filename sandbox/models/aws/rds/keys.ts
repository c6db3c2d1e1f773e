/** The keys that AWS keeps for its services. */
import { stableHex } from "../../../worlds/hash";
import type { Place } from "../../kernel/model";

/** The ARN of the key that AWS keeps for a service, `rds`: it is made when it is first used. */
export function managedKey(place: Place, service: string): string {
    const hex = stableHex(32, "aws managed key", place.account, place.region, service);
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    return `arn:${place.partition}:kms:${place.region}:${place.account}:key/${id}`;
}
