using Onebox.Kernel;

namespace Onebox.Evaluation;

/// <summary>The caller's fault: no such thing, a task or file that cannot be read, a model that is not there. The model's: it does not answer. The gate's: refused.</summary>
internal static class EvaluationErrors
{
    public static ProblemException NotFound(string id) =>
        new Problem(ProblemKind.NotFound, "evaluation.not_found", $"There is no evaluation {id}.", "See 'onebox eval list'.").ToException();

    public static ProblemException ItemsClosed(string id) =>
        new Problem(ProblemKind.Forbidden, "evaluation.items_closed", $"The items of the evaluation {id} are made of data that you are no reader of; its scores are in 'onebox eval show'.", "Ask the data's readers, or the box's owner.").ToException();

    public static ProblemException NotEnded(string name) =>
        new Problem(ProblemKind.Conflict, "evaluation.not_ended", $"The evaluation '{name}' has no results yet, or failed.", "See 'onebox eval list'.").ToException();

    public static ProblemException StillRuns(string name, string taskId) =>
        new Problem(ProblemKind.Conflict, "evaluation.still_runs", $"The evaluation '{name}' still runs.", $"Cancel it first: 'onebox tasks cancel {taskId}'.").ToException();

    public static ProblemException NoComparison(string id) =>
        new Problem(ProblemKind.NotFound, "evaluation.no_comparison", $"The evaluation {id} compared no such models on such a task.", "See 'onebox eval show' for what it compared.").ToException();

    public static ProblemException TaskUnreadable(string detail, string remedy = "See docs/formats/evaluation-task.md for what a task is made of.") =>
        new Problem(ProblemKind.Invalid, "evaluation.task_unreadable", detail, remedy) { Field = "tasks" }.ToException();

    public static ProblemException TaskUnknown(string spec, IEnumerable<string> known) =>
        new Problem(ProblemKind.Invalid, "evaluation.task_unknown", $"'{spec}' is not a task.", $"A task is a YAML file, dataset:NAME, robustness, or one of {string.Join(", ", known)} followed by ':' and a path.") { Field = "tasks" }.ToException();

    public static ProblemException NoFile(string path) =>
        new Problem(ProblemKind.Invalid, "evaluation.no_file", $"There is no file or folder {path} on the box.", "Name one that the box can read.") { Field = "tasks" }.ToException();

    public static ProblemException NoFileOf(string task, string folder, string detail) =>
        new Problem(ProblemKind.Invalid, "evaluation.no_file", $"{folder} holds no {task}, or several: {detail}.", $"Name the file: {task}:{folder}/…") { Field = "tasks" }.ToException();

    public static ProblemException NotOneFile(string path, IReadOnlyList<string> found) =>
        new Problem(ProblemKind.Invalid, "evaluation.no_file", $"{path} holds {(found.Count == 0 ? "no file with rows" : $"{found.Count} files with rows: {string.Join(", ", found.Take(5))}{(found.Count > 5 ? "…" : "")}")}.", $"Name one: {path}/FILE") { Field = "tasks" }.ToException();

    public static ProblemException ArchiveUnreadable(string path, string detail) =>
        new Problem(ProblemKind.Corrupt, "evaluation.file_unreadable", $"The archive {path} cannot be read: {detail}", "Unpack it yourself and name the folder.").ToException();

    public static ProblemException FileUnreadable(string path, string detail) =>
        new Problem(ProblemKind.Corrupt, "evaluation.file_unreadable", $"{path} cannot be read: {detail}", "See docs/formats/evaluation-task.md for the forms that are read.").ToException();

    public static ProblemException NoItems(string task) =>
        new Problem(ProblemKind.Invalid, "evaluation.no_items", $"The task {task} has no items.", "Look at its file, split and limit.").ToException();


    public static ProblemException ModelNotFound(string name) =>
        new Problem(ProblemKind.NotFound, "evaluation.model_not_found", $"'{name}' is no route, deployment or model of this box.", "See 'onebox routes list' and 'onebox models list'.") { Field = "models" }.ToException();

    public static ProblemException NotAnswering(string model, string detail) =>
        new Problem(ProblemKind.Unavailable, "evaluation.model_fails", $"{model} does not answer: {detail}", "Start it again with 'onebox tasks log' at hand; what was answered is kept, and the next run goes on from there.").ToException();

    public static ProblemException NoLogprobs(string model, string detail) =>
        new Problem(
            ProblemKind.Invalid,
            "evaluation.no_logprobs",
            $"{model} is an engine elsewhere that does not tell how likely it finds a prompt, which multiple choice and perplexity need: {detail}.",
            "Serve the model with vLLM or SGLang (/v1/completions with 'echo' and 'logprobs', or 'prompt_logprobs'), or import it into this box; or ask it tasks that generate an answer, such as gsm8k, squad or bbh.").ToException();

    public static ProblemException ChatOnly(string model, string detail) =>
        new Problem(
            ProblemKind.Invalid,
            "evaluation.chat_only",
            $"{model} is an engine elsewhere without /v1/completions: {detail}",
            "Ask the task by chat: 'onebox eval run --chat', or 'chat: true' in the task's YAML.").ToException();

    public static ProblemException JudgeNeedsTwo(string task) =>
        new Problem(ProblemKind.Invalid, "evaluation.judge_needs_two", $"The task {task} compares answers of two models.", "Name at least two with --models.") { Field = "models" }.ToException();
}
