using Microsoft.Extensions.Logging;
using Onebox.Llama;
using Onebox.Pool;
using Onebox.Serving.Contract;
using Onebox.Templates;

namespace Onebox.Serving.Worker.Loading;

/// <summary>Loads natives, weights, draft, adapters and the engine, and tells how far it is.</summary>
internal static partial class LoadModel
{
    private const double WeightsShare = 0.85, DraftShare = 0.05;

    /// <param name="report">Told fractions from 0 to 1.</param>
    /// <exception cref="LlamaException">Why it cannot be loaded.</exception>
    public static Task<LoadedModel> RunAsync(WorkerSettings settings, WorkerContext context, ILogger log, TimeProvider clock, Action<double> report, CancellationToken stop) =>
        // Loading blocks for as long as the disk takes.
        Task.Run(async () => await LoadAsync(settings, context, log, clock, report, stop), stop);

    private static async Task<LoadedModel> LoadAsync(WorkerSettings settings, WorkerContext context, ILogger log, TimeProvider clock, Action<double> report, CancellationToken stop)
    {
        var natives = context.Logs.CreateLogger("llama.cpp");
        LlamaRuntime.Load(log: (level, line) => Native(natives, level, line));
        if (settings.ModelFiles is not [var first, ..]) throw new LlamaException(LlamaErrorCode.ModelUnreadable, "The settings name no model file.");
        LlamaModel? draft = null;
        Engine? engine = null;
        Embedder? embedder = null;
        Dictionary<string, LlamaAdapter> adapters = new(StringComparer.Ordinal);
        var weights = LlamaModel.Load(first, EngineSettings.Model(settings), f => report(f * WeightsShare), stop);
        try
        {
            if (settings.DraftFiles is [var draftFile, ..]) draft = LlamaModel.Load(draftFile, EngineSettings.Model(settings), f => report(WeightsShare + (f * DraftShare)), stop);
            foreach (var (name, path) in settings.Adapters) adapters.Add(name, weights.LoadAdapter(path));
            report(WeightsShare + DraftShare);
            var pooling = EmbedderSettings.PoolingOf(weights);
            // A model that embeds or ranks is trained for that alone: a generator beside it would only hold memory.
            if (pooling is { } chosen) embedder = new Embedder(weights, EmbedderSettings.For(chosen, settings, context));
            else engine = new Engine(weights, EngineSettings.Engine(settings, context, draft, clock));
            var (chat, fault) = ChooseChat(settings, weights, engine, log, clock);
            // The vocabulary's texts are read once: here, and not within the first request.
            _ = weights.Vocabulary.Ends.Length;
            report(1);
            return new LoadedModel
            {
                Name = settings.Name,
                Weights = weights,
                Draft = draft,
                Generator = engine,
                Embedder = embedder,
                Ranks = pooling == Pooling.Rank,
                Chat = chat,
                ChatFault = fault,
                Adapters = adapters,
                Rates = engine is null ? null : new EngineRates(engine, clock),
                Facts = new EngineModel(engine?.Options.SequenceTokens ?? embedder!.MaxTokens, weights.EmbeddingSize, Capabilities(pooling, chat)),
                ContextShift = settings.ContextShift,
                Suggested = SuggestedSampling.Of(weights.Metadata),
            };
        }
        catch
        {
            if (engine is not null) await engine.DisposeAsync();
            if (embedder is not null) await embedder.DisposeAsync();
            foreach (var adapter in adapters.Values) adapter.Dispose();
            draft?.Dispose();
            weights.Dispose();
            throw;
        }
    }

    /// <summary>A template that cannot be rendered takes only the chat away, not the model.</summary>
    private static (ChatFormat? Chat, string? Fault) ChooseChat(WorkerSettings settings, LlamaModel weights, Engine? engine, ILogger log, TimeProvider clock)
    {
        if (engine is null) return (null, null);
        try
        {
            var chat = ChatFormat.Choose(settings.ChatTemplate, weights, clock);
            if (chat.Notice is { } notice) Notice(log, notice);
            return (chat, null);
        }
        catch (TemplateException error)
        {
            NoChat(log, error.Message);
            return (null, error.Message);
        }
    }

    private static string[] Capabilities(Pooling? pooling, ChatFormat? chat) => pooling switch
    {
        Pooling.Rank => ["rerank"],
        not null => ["embeddings"],
        null when chat is null => ["completions"],
        null => ["chat", "completions"],
    };

    private static void Native(ILogger log, LlamaLogLevel level, string line)
    {
        switch (level)
        {
            case LlamaLogLevel.Error: NativeError(log, line); break;
            case LlamaLogLevel.Warning: NativeWarning(log, line); break;
            default: NativeDetail(log, line); break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Notice}")]
    private static partial void Notice(ILogger log, string notice);

    [LoggerMessage(Level = LogLevel.Warning, Message = "This model answers no chat: {Reason}")]
    private static partial void NoChat(ILogger log, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Line}")]
    private static partial void NativeError(ILogger log, string line);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Line}")]
    private static partial void NativeWarning(ILogger log, string line);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Line}")]
    private static partial void NativeDetail(ILogger log, string line);
}
