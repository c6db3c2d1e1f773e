/** Policy documents, given as JSON text or as an object, as rules read them. */
import { type Statement, statementOf } from "../../analysis/iam/document";
import type { View } from "./view";

/** A statement of a document. */
export interface StatementView {
    /** `Statement[0]`: a Sid is whatever its author put there. */
    readonly label: string;
    /** Nothing where it is no statement. @throws UndecidedError where something in it isn't known */
    readonly read: () => readonly Statement[];
}

/** Each statement by itself, so that an unknown value leaves no other undecided. @throws UndecidedError */
export function statementsIn(document: View): readonly StatementView[] {
    return document
        .json()
        .at("Statement")
        .list()
        .map((view, index) => ({ label: `Statement[${index}]`, read: () => statementOf(view.whole()) }));
}
