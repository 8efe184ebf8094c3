using Onebox.Kernel;
using Onebox.Llama;
using Onebox.Serving.Contract;

namespace Onebox.Serving.Worker.Loading;

/// <summary>Everything that was loaded, ready for requests.</summary>
internal sealed class LoadedModel : IAsyncDisposable
{
    /// <summary>The deployment's name.</summary>
    public required string Name { get; init; }
    public required LlamaModel Weights { get; init; }
    public required LlamaModel? Draft { get; init; }

    /// <summary>Null for a model that only embeds or ranks.</summary>
    public required Engine? Generator { get; init; }

    /// <summary>Null for a model that generates.</summary>
    public required Embedder? Embedder { get; init; }

    /// <summary>The embedder gives scores, not vectors.</summary>
    public required bool Ranks { get; init; }

    /// <summary>Null when the template cannot be rendered: <see cref="ChatFault"/> says why.</summary>
    public required ChatFormat? Chat { get; init; }
    public required string? ChatFault { get; init; }
    public required IReadOnlyDictionary<string, LlamaAdapter> Adapters { get; init; }
    public required EngineRates? Rates { get; init; }
    public required EngineModel Facts { get; init; }
    public required bool ContextShift { get; init; }

    /// <summary>How its makers suggest to draw its tokens.</summary>
    public required SuggestedSampling Suggested { get; init; }

    /// <summary>The engine for an endpoint that generates.</summary>
    /// <exception cref="ProblemException"><c>capability_missing</c>.</exception>
    public Engine Engine => Generator ?? throw Missing("generate text: it only embeds or ranks", "Deploy a model that generates.");

    /// <summary>How conversations become prompts.</summary>
    /// <exception cref="ProblemException"><c>capability_missing</c>.</exception>
    public ChatFormat ChatFormat => Generator is null
        ? throw Missing("chat: it only embeds or ranks", "Deploy a model that generates.")
        : Chat ?? throw Missing($"chat: {ChatFault}", "Deploy it with another chatTemplate, or ask /v1/completions.");

    /// <summary>The model has no capability for an endpoint: <paramref name="what"/> follows "cannot".</summary>
    public static ProblemException Missing(string what, string remedy) =>
        new Problem(ProblemKind.NotFound, "capability_missing", $"The model of this deployment cannot {what}.", remedy).ToException();

    public async ValueTask DisposeAsync()
    {
        if (Generator is not null) await Generator.DisposeAsync();
        if (Embedder is not null) await Embedder.DisposeAsync();
        foreach (var adapter in Adapters.Values) adapter.Dispose();
        Draft?.Dispose();
        Weights.Dispose();
    }
}
