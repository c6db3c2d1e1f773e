/** The regions and their availability zones: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html */
import { stablePick } from "../../../worlds/hash";
import type { Place } from "../../kernel/model";

export interface AvailabilityZone {
    /** `eu-central-1a`: a name of this account's; another account's may mean another zone. */
    readonly name: string;
    /** `euc1-az1`: the same zone for everybody. */
    readonly id: string;
}

interface Region {
    /** What zone ids begin with. */
    readonly prefix: string;
    readonly description: string;
    /** The letters of the zones' names. @default "abc" */
    readonly letters?: string;
}

const REGIONS: Readonly<Record<string, Region>> = {
    "us-east-1": { prefix: "use1", description: "US East (N. Virginia)", letters: "abcdef" },
    "us-east-2": { prefix: "use2", description: "US East (Ohio)" },
    "us-west-1": { prefix: "usw1", description: "US West (N. California)", letters: "ac" },
    "us-west-2": { prefix: "usw2", description: "US West (Oregon)", letters: "abcd" },
    "af-south-1": { prefix: "afs1", description: "Africa (Cape Town)" },
    "ap-east-1": { prefix: "ape1", description: "Asia Pacific (Hong Kong)" },
    "ap-northeast-1": { prefix: "apne1", description: "Asia Pacific (Tokyo)", letters: "acd" },
    "ap-northeast-2": { prefix: "apne2", description: "Asia Pacific (Seoul)", letters: "abcd" },
    "ap-northeast-3": { prefix: "apne3", description: "Asia Pacific (Osaka)" },
    "ap-south-1": { prefix: "aps1", description: "Asia Pacific (Mumbai)" },
    "ap-south-2": { prefix: "aps2", description: "Asia Pacific (Hyderabad)" },
    "ap-southeast-1": { prefix: "apse1", description: "Asia Pacific (Singapore)" },
    "ap-southeast-2": { prefix: "apse2", description: "Asia Pacific (Sydney)" },
    "ap-southeast-3": { prefix: "apse3", description: "Asia Pacific (Jakarta)" },
    "ap-southeast-4": { prefix: "apse4", description: "Asia Pacific (Melbourne)" },
    "ca-central-1": { prefix: "cac1", description: "Canada (Central)", letters: "abd" },
    "ca-west-1": { prefix: "caw1", description: "Canada West (Calgary)" },
    "eu-central-1": { prefix: "euc1", description: "Europe (Frankfurt)" },
    "eu-central-2": { prefix: "euc2", description: "Europe (Zurich)" },
    "eu-north-1": { prefix: "eun1", description: "Europe (Stockholm)" },
    "eu-south-1": { prefix: "eus1", description: "Europe (Milan)" },
    "eu-south-2": { prefix: "eus2", description: "Europe (Spain)" },
    "eu-west-1": { prefix: "euw1", description: "Europe (Ireland)" },
    "eu-west-2": { prefix: "euw2", description: "Europe (London)" },
    "eu-west-3": { prefix: "euw3", description: "Europe (Paris)" },
    "il-central-1": { prefix: "ilc1", description: "Israel (Tel Aviv)" },
    "me-central-1": { prefix: "mec1", description: "Middle East (UAE)" },
    "me-south-1": { prefix: "mes1", description: "Middle East (Bahrain)" },
    "sa-east-1": { prefix: "sae1", description: "South America (Sao Paulo)" },
};

export function regionDescription(region: string): string {
    return REGIONS[region]?.description ?? region;
}

export function isRegion(region: string): boolean {
    return region in REGIONS;
}

/**
 * The zones of a region as an account sees them. Which zone hides behind a name differs from account to account, as
 * in AWS: only ids can be compared.
 */
export function zonesOf(place: Pick<Place, "account" | "region">): readonly AvailabilityZone[] {
    const { prefix, letters = "abc" } = REGIONS[place.region] ?? { prefix: fallbackPrefix(place.region) };
    const turn = stablePick(letters.length, "zones", place.account, place.region);
    return [...letters].map((letter, index) => ({
        name: `${place.region}${letter}`,
        id: `${prefix}-az${((index + turn) % letters.length) + 1}`,
    }));
}

/** `xx-north-2` becomes `xxn2`: the pattern that AWS's own prefixes follow. */
function fallbackPrefix(region: string): string {
    const [area = "", direction = "", number = ""] = region.split("-");
    const initials = direction.replace(/^(north|south)(east|west)$/, "$1 $2").split(" ");
    return `${area}${initials.map((word) => word.charAt(0)).join("")}${number}`;
}
