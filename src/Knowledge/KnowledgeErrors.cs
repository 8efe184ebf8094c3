using Onebox.Kernel;

namespace Onebox.Knowledge;

/// <summary>Everything that can go wrong here.</summary>
internal static class KnowledgeErrors
{
    public static ProblemException NotFound(string nameOrId) =>
        new Problem(ProblemKind.NotFound, "knowledge.not_found", $"There is no knowledge base {nameOrId} on this box.", "See 'onebox kb list', or make it with 'onebox kb create'.").ToException();

    public static ProblemException NameTaken(string name) =>
        new Problem(ProblemKind.Conflict, "knowledge.name_taken", $"There is already a knowledge base named {name}.", "Choose another name, or delete that one with 'onebox kb delete'.") { Field = "name" }.ToException();

    public static ProblemException DocumentNotFound(string document, string name) =>
        new Problem(ProblemKind.NotFound, "knowledge.document_not_found", $"There is no document {document} in {name}, or you may not read it.", $"See 'onebox kb documents {name}'.").ToException();

    public static ProblemException DocumentAmbiguous(string document, string name, IReadOnlyList<Index.StoredDocument> found)
    {
        var shown = string.Join("; ", found.Take(5).Select(d => $"{d.Uid} from {d.Source}"));
        return new Problem(ProblemKind.Invalid, "knowledge.document_ambiguous", $"{found.Count} documents of {name} are called {document}: {shown}{(found.Count > 5 ? " …" : "")}.", "Name the one that is meant by its id.") { Field = "document" }.ToException();
    }

    public static ProblemException ChunkNotFound(string chunk, string name) =>
        new Problem(ProblemKind.NotFound, "knowledge.chunk_not_found", $"There is no chunk {chunk} in {name}: its document may have been read anew.", "Search again.").ToException();

    public static ProblemException FileGone(string document) =>
        new Problem(ProblemKind.NotFound, "knowledge.file_gone", $"The file of {document} is no longer where it was read, or the box may not read it any more.", "What was read in it is still there. Add the file again to see its pages.").ToException();

    public static ProblemException FileChanged(string document) =>
        new Problem(ProblemKind.Conflict, "knowledge.file_changed", $"The file of {document} has changed since it was read.", "Add it again, so that answers cite what it says now.").ToException();

    public static ProblemException FromALaterVersion(string name) =>
        new Problem(ProblemKind.Corrupt, "knowledge.later_version", $"The knowledge base {name} was written by a later version of Onebox.", "Go back to that version, or make the base anew.").ToException();

    public static ProblemException PathNotFound(string path) =>
        new Problem(ProblemKind.NotFound, "knowledge.path_not_found", $"There is no file or folder {path} on the box.", "Check the spelling; the box looks at its own disks.") { Field = "paths" }.ToException();

    public static ProblemException PathForbidden(string path) =>
        new Problem(ProblemKind.Forbidden, "knowledge.path_forbidden", $"{path} belongs to the box itself and is not read as a document.", "Name a folder of your own.") { Field = "paths" }.ToException();

    public static ProblemException Unreadable(string path, string why) =>
        new Problem(ProblemKind.Invalid, "knowledge.path_unreadable", $"{path} cannot be read: {why}", "Give the user that runs the box the right to read it.").ToException();

    public static ProblemException NoRoute(string name) =>
        new Problem(ProblemKind.Invalid, "knowledge.no_route", $"It is not said which model answers questions to {name}.", "Name one with --route ROUTE; 'onebox routes list' shows them.") { Field = "route" }.ToException();

    public static ProblemException EmbeddingFailed(string embedding, string why) =>
        new Problem(ProblemKind.Unavailable, "knowledge.embedding_failed", $"{embedding} gave no vectors: {why}", "See that it runs and serves embeddings, then try again.").ToException();

    public static ProblemException EmbeddingUnknown(string embedding) =>
        new Problem(ProblemKind.Invalid, "knowledge.embedding_unknown", $"There is no embedding {embedding}.", "Choose use-lite, route:NAME for a deployment of this box, or the address of an OpenAI-compatible server.") { Field = "settings.embedding" }.ToException();

    public static ProblemException RouteFailed(string route, string why) =>
        new Problem(ProblemKind.Unavailable, "knowledge.route_failed", $"The route {route} gave no answer: {why}", "See 'onebox deployments list'.").ToException();

    public static ProblemException BrokeOff(string trace) =>
        new Problem(ProblemKind.Internal, "box.fault", "The answer broke off by a fault of the box.", $"Ask again. The log has the reason under the trace {trace}.").ToException();

    public static ProblemException ContextTooSmall(string route, int tokens) =>
        new Problem(ProblemKind.Invalid, "knowledge.context_too_small", $"The route {route} reads {tokens} tokens at once: too few for a question with a passage.", "Deploy the model with a longer context (onebox deploy MODEL --context N), ask a shorter question, or another route.") { Field = "route" }.ToException();

    public static ProblemException FileTooLarge(string name, long most) =>
        new Problem(ProblemKind.TooLarge, "knowledge.file_too_large", $"{name} is larger than {most >> 20} MiB.", "Cut it into parts, or raise Onebox:Knowledge:MaxFileBytes.").ToException();

    public static ProblemException RouteUnknown(string route) =>
        new Problem(ProblemKind.NotFound, "knowledge.route_unknown", $"There is no route {route} on this box.", "'onebox routes list' shows them; 'onebox deploy MODEL' makes one.") { Field = "route" }.ToException();

    public static ProblemException RouteTaken(string route, string name) =>
        new Problem(ProblemKind.Conflict, "knowledge.route_taken", $"The route {route} already answers from {name}.", $"Detach that first: onebox kb set {name} --attach none.") { Field = "attachedTo" }.ToException();

    public static ProblemException MayNotRead(string name) =>
        new Problem(ProblemKind.Forbidden, "knowledge.forbidden", $"{name} may ask models, but not read knowledge bases.", "Ask the box's owner for a key with knowledge:read.").ToException();

    public static ProblemException NoQuestions(string name) =>
        new Problem(ProblemKind.Invalid, "knowledge.no_questions", $"{name} has no question set to be measured by.", "Give one with --questions FILE.jsonl.").ToException();

    public static ProblemException NoQuestionsWritten(string route, string why) =>
        new Problem(ProblemKind.Unavailable, "knowledge.no_questions_written", $"{route} wrote no usable question; mostly {why}.", "Try a larger model, or give questions with 'onebox kb evaluate NAME --questions FILE.jsonl'.").ToException();

    public static ProblemException EvaluationNotFound(string id) =>
        new Problem(ProblemKind.NotFound, "knowledge.evaluation_not_found", $"There is no evaluation {id}.").ToException();

    /// <param name="failed">The first of those that failed, each with its reason.</param>
    public static ProblemException NothingRead(string name, int files, IReadOnlyList<string> failed)
    {
        var more = files > failed.Count ? $"; and {files - failed.Count} more" : "";
        return new Problem(ProblemKind.Invalid, "knowledge.nothing_read", $"0 of {files} {(files == 1 ? "file" : "files")} could be read. {string.Join("; ", failed.Select(f => f.TrimEnd('.')))}{more}.", $"'onebox kb status {name}' lists every file that failed. Mend them and add them again, or take them out with 'onebox kb remove'.").ToException();
    }

    public static ProblemException Refused(string file, string why) =>
        new Problem(ProblemKind.Invalid, "documents.refused", $"{file}: {why}").ToException();
}
