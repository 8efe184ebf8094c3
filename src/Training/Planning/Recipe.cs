namespace Onebox.Training.Planning;

/// <summary>What a recipe says; what it does not say is null. The form is specified in docs/formats/training-recipe.md.</summary>
internal sealed record Recipe
{
    public string? Name { get; init; }
    public string? Base { get; init; }
    public string? Method { get; init; }
    public IReadOnlyList<string> Datasets { get; init; } = [];

    /// <summary>Files with rows to train on; relative to the recipe.</summary>
    public IReadOnlyList<string> TrainFiles { get; init; } = [];
    public IReadOnlyList<string> ValidationFiles { get; init; } = [];

    /// <summary><c>answers</c> or <c>all</c>.</summary>
    public string? Loss { get; init; }

    /// <summary>A tokenizer.json, relative to the recipe; for pretraining.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>A file with a chat template, relative to the recipe; for pretraining.</summary>
    public string? ChatTemplate { get; init; }

    /// <summary>A config.json in the manner of Hugging Face, or the folder that holds one, with a tokenizer beside it: the shape of the model, for pretraining.</summary>
    public string? Config { get; init; }

    /// <summary>The shape of the model in our own words, for pretraining.</summary>
    public IReadOnlyDictionary<string, string> Model { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
