namespace Onebox.Llama;

/// <summary>Everything that can go wrong here, as a closed list.</summary>
public enum LlamaErrorCode
{
    /// <summary>The natives folder or a library in it is missing or cannot be loaded.</summary>
    NativesMissing,
    /// <summary>The natives are not the build that this binding was written for.</summary>
    LayoutMismatch,
    /// <summary>The model file is missing, damaged or of an architecture that llama.cpp does not know.</summary>
    ModelUnreadable,
    /// <summary>The adapter file cannot be read or does not fit the model.</summary>
    AdapterUnreadable,
    /// <summary>Memory for weights, KV cells or compute buffers could not be had.</summary>
    OutOfMemory,
    /// <summary>The request names something impossible (caller's fault).</summary>
    BadRequest,
    /// <summary>The grammar cannot be parsed.</summary>
    BadGrammar,
    /// <summary>The prompt does not fit a sequence's context.</summary>
    ContextTooLong,
    /// <summary>The queue is full; <see cref="LlamaException.RetryAfter"/> estimates when it is not.</summary>
    QueueFull,
    /// <summary>The model cannot do what was asked, such as ranking with a model that has no ranking head.</summary>
    NotSupported,
    /// <summary>llama.cpp failed while computing; the engine goes on, the streams of that step end.</summary>
    DecodeFailed,
    /// <summary>The engine is draining or gone.</summary>
    EngineStopped,
    /// <summary>Quantization of a model file failed.</summary>
    QuantizeFailed,
}

/// <summary>An error of this library: what happened and what to do, fit to be shown to a person.</summary>
public sealed class LlamaException(LlamaErrorCode code, string message, TimeSpan? retryAfter = null, Exception? inner = null)
    : Exception(message, inner)
{
    public LlamaErrorCode Code { get; } = code;

    /// <summary>For <see cref="LlamaErrorCode.QueueFull"/>: the estimated wait until a place is free.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
