/** Errors as the engine expects them: a status, a message, and the half-made resource where there is one. */
import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import * as status from "@pulumi/pulumi/proto/status_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { PartialCreateError } from "../backend";
import { encode } from "./wire";

/** The engine reads details of an error from this trailer, as gRPC's own status protocol has it. */
const DETAILS = "grpc-status-details-bin";

function initFailed(error: PartialCreateError): grpc.Metadata {
    const details = new proto.ErrorResourceInitFailed();
    details.setId(error.state.id);
    details.setReasonsList([...error.reasons]);
    details.setInputs(encode(error.state.inputs));
    details.setProperties(encode(error.state.outputs));
    const any = new Any();
    any.pack(details.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const message = new status.Status();
    message.setCode(grpc.status.UNKNOWN);
    message.setMessage(error.message);
    message.setDetailsList([any]);
    const metadata = new grpc.Metadata();
    metadata.set(DETAILS, Buffer.from(message.serializeBinary()));
    return metadata;
}

export function serviceError(error: unknown): Partial<grpc.ServiceError> {
    const message = error instanceof Error ? error.message : String(error);
    if (error instanceof PartialCreateError) {
        return { code: grpc.status.UNKNOWN, details: message, metadata: initFailed(error) };
    }
    return { code: grpc.status.UNKNOWN, details: message };
}
