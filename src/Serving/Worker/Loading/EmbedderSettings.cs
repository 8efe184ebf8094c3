using System.Globalization;
using Onebox.Llama;
using Onebox.Pool;
using Onebox.Serving.Contract;

namespace Onebox.Serving.Worker.Loading;

/// <summary>Whether a model embeds or ranks, and how the embedder is set up for it.</summary>
internal static class EmbedderSettings
{
    /// <summary>What the model's file says; null for a model that generates.</summary>
    public static Pooling? PoolingOf(LlamaModel model)
    {
        var named = model.Metadata.TryGetValue("general.architecture", out var architecture) && model.Metadata.TryGetValue($"{architecture}.pooling_type", out var text)
            && int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number > 0
                ? (Pooling?)number : null;
        // An encoder cannot generate. One that names no pooling was trained with the mean more often than with anything else.
        return named ?? (model.HasDecoder ? null : Pooling.Mean);
    }

    public static EmbedderOptions For(Pooling pooling, WorkerSettings settings, WorkerContext context) => new()
    {
        BatchTokens = settings.ContextTokens,
        Threads = EngineSettings.Threads(settings, context),
        Pooling = pooling,
    };
}
