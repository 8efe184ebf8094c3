namespace Onebox.Weights;

/// <summary>
/// What a model says of itself beside its shape: in GGUF <c>general.*</c>, in Hugging Face folders the head of README.md, which hubs call the model card. Each is null where the files do not say it.
/// </summary>
/// <param name="Name">The name that its maker gave it.</param>
/// <param name="License">An identifier such as <c>apache-2.0</c>, or the licence's own name.</param>
/// <param name="Author">A person or an organisation.</param>
/// <param name="BaseModel">What it was made from.</param>
public sealed record ModelCard(string? Name = null, string? License = null, string? Author = null, string? BaseModel = null)
{
    /// <summary>Hubs have a field for the names of licences that are none of their list: <c>license: other</c>.</summary>
    private const string OtherLicense = "other";

    /// <summary>This card, and where it is silent another.</summary>
    public ModelCard Or(ModelCard other) => new(Name ?? other.Name, License ?? other.License, Author ?? other.Author, BaseModel ?? other.BaseModel);

    /// <summary>The same in GGUF's keys.</summary>
    public IEnumerable<KeyValuePair<string, GgufValue>> ToGguf()
    {
        if (Name is not null) yield return new("general.name", GgufValue.Of(Name));
        if (Author is not null) yield return new("general.author", GgufValue.Of(Author));
        if (License is not null) yield return new("general.license", GgufValue.Of(License));
        if (BaseModel is null) yield break;
        yield return new("general.base_model.count", GgufValue.Of(1u));
        yield return new("general.base_model.0.name", GgufValue.Of(BaseModel));
    }

    /// <summary>A README.md that says it, as hubs and import read it.</summary>
    /// <param name="library">What loads the files: <c>transformers</c>, <c>peft</c>.</param>
    /// <param name="text">What follows the title.</param>
    public string ToReadme(string library, string text)
    {
        (string Key, string? Value)[] fields = [("license", License), ("author", Author), ("base_model", BaseModel), ("library_name", library), ("model_name", Name)];
        var head = fields.Where(field => field.Value is not null).Select(field => $"{field.Key}: {ReadmeHead.Quote(field.Value!)}\n");
        return $"---\n{string.Concat(head)}---\n# {Name ?? "Model"}\n\n{text}\n";
    }

    internal static ModelCard Of(GgufMetadata metadata)
    {
        var license = metadata.Text("general.license");
        return new ModelCard(
            metadata.Text("general.name"),
            license == OtherLicense ? metadata.Text("general.license.name") ?? license : license,
            metadata.Text("general.author") ?? metadata.Text("general.organization"),
            metadata.Text("general.base_model.0.name"));
    }

    /// <summary>From the README.md of a folder; empty without one.</summary>
    internal static ModelCard Of(string folder)
    {
        var head = ReadmeHead.Read(Path.Combine(folder, "README.md"));
        var license = head.GetValueOrDefault("license");
        return new ModelCard(
            head.GetValueOrDefault("model_name"),
            license == OtherLicense ? head.GetValueOrDefault("license_name") ?? license : license,
            head.GetValueOrDefault("author") ?? head.GetValueOrDefault("model_creator"),
            head.GetValueOrDefault("base_model"));
    }
}
