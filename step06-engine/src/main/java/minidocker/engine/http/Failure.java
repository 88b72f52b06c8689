package minidocker.engine.http;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import minidocker.cli.UserError;
import minidocker.engine.Refusal;
import minidocker.json.MalformedJson;
import minidocker.syscall.ProgramFailure;
import minidocker.syscall.SyscallException;

/**
 * What a client is told of an exception: a status and a sentence, never a stack trace.
 *
 * @param isMistake nobody foresaw it: whoever runs the engine wants to know where it came from
 */
record Failure(int status, String sentence, boolean isMistake) {

    static Failure of(Throwable failure) {
        if (failure instanceof Refusal refusal) {
            return new Failure(refusal.kind().status(), refusal.getMessage(), false);
        } else if (failure instanceof MalformedJson || failure instanceof IllegalArgumentException) {
            return new Failure(400, said(failure), false);
        } else if (failure instanceof UserError || failure instanceof SyscallException || failure instanceof ProgramFailure) {
            return new Failure(500, said(failure), false);
        } else if (failure instanceof Inflow.BodyTimeout) {
            return new Failure(408, said(failure), false);
        } else if (failure instanceof FileSystemException file) {
            String why = file.getReason() != null ? file.getReason()
                    : file instanceof AccessDeniedException ? "access is denied" : file.getClass().getSimpleName();
            return new Failure(500, file.getFile() + ": " + why, false);
        } else if (failure instanceof IOException) {
            return new Failure(500, said(failure), false);
        } else if (failure instanceof OutOfMemoryError) {
            return new Failure(503, "the engine has not enough memory for this", true);
        }
        return new Failure(500, failure + " (this is a mistake of mini-docker's: please report it with the engine's log)", true);
    }

    private static String said(Throwable failure) {
        return failure.getMessage() == null || failure.getMessage().isEmpty() ? failure.toString() : failure.getMessage();
    }
}
