using Onebox.Kernel;
using Onebox.Llama;

namespace Onebox.Serving.Worker.Loading;

/// <summary>Why a model could not be loaded, with what to do about it.</summary>
internal static class LoadFailures
{
    public static Problem ToProblem(LlamaException error) => error.Code switch
    {
        LlamaErrorCode.NativesMissing => new(ProblemKind.NotFound, "engine.natives_missing", error.Message, "Build again with ./onebox up, or name the folder of the natives in ONEBOX_LLAMA_NATIVES."),
        LlamaErrorCode.LayoutMismatch => new(ProblemKind.Conflict, "engine.natives_mismatch", error.Message, "Install the natives of the version that this box was built for."),
        LlamaErrorCode.ModelUnreadable => new(ProblemKind.Corrupt, "model.unreadable", error.Message, "Import the model again; if it stays so, the engine does not know its architecture."),
        LlamaErrorCode.AdapterUnreadable => new(ProblemKind.Corrupt, "adapter.unreadable", error.Message, "Deploy without this adapter, or import one that was made for this model."),
        LlamaErrorCode.OutOfMemory => new(ProblemKind.Insufficient, "engine.memory", error.Message, "Stop another deployment, or deploy with less context, fewer sequences or a smaller quantization."),
        LlamaErrorCode.BadRequest => new(ProblemKind.Invalid, "engine.settings", error.Message, "Change the settings of the deployment."),
        LlamaErrorCode.NotSupported => new(ProblemKind.Invalid, "model.not_supported", error.Message, "Deploy a model that can be served here."),
        _ => new(ProblemKind.Internal, "engine.failed", error.Message),
    };
}
