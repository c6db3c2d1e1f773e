import type { Account } from "../support/account";

/** An over-grant, or what is too little, put into policies that are right. */
export interface Seed {
    readonly name: string;
    readonly change: (account: Account) => Account;
    /** One of the faults that have to be found. */
    readonly fault: RegExp;
}
